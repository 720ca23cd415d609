/** What detectors alone are trained with, apart from what all trainings have. */
import { z } from "zod";
import { boxReadingOptions, detectionOptions, splitBy, tileOptions } from "./detection-options.ts";

const table = z.object({ ...tileOptions, ...boxReadingOptions, splitBy, ...detectionOptions });

const usual: Readonly<Record<string, unknown>> = table.parse({});

/** The settings that detectors alone are trained with, by name, each with its usual value, if it has one. */
export const usualDetectorSettings: ReadonlyMap<string, unknown> = new Map(
  Object.keys(table.shape).map((name) => [name, usual[name]]),
);
