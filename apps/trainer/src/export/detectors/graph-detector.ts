/** A graph model's part for detectors: the answers of the net, which who loads it decodes. */
import type { Pyramid } from "@tresnet/boxes";
import type { DetectionLimits, Detector } from "@tresnet/detection";
import {
  decodedDetector,
  describeDetector,
  ExportError,
  type ExportedDetector,
  exportTfjs,
  type JsonObject,
  tfjsNet,
} from "@tresnet/export";
import { z } from "zod";
import { detectorDescriptionOf } from "./detector-description.ts";
import type { DetectorContent } from "./detector-exporter.ts";

const side = z.int().min(1).max(65_536);
const size = z.object({ height: side, width: side });
const answersSchema = z.object({
  classes: z.array(z.string()).min(1),
  pyramid: z.object({
    image: size,
    levels: z
      .array(size.extend({ stride: side }))
      .min(1)
      .max(16),
    points: z.enum(["corners", "centers"]),
  }),
});

/** Writes a detector into a folder. */
export async function writeGraphDetector(detector: Detector, folder: string, content: DetectorContent): Promise<void> {
  const { size: side, half } = content;
  const metadata = detectorDescriptionOf(content, detector.pyramid({ height: side, width: side }));
  await exportTfjs(describeDetector(detector, { size: side }), folder, { half, metadata });
}

/**
 * Loads the detector in a folder, of which this is the description.
 * @throws ExportError when the description does not say what the answers belong to.
 */
export async function loadGraphDetector(
  folder: string,
  description: JsonObject,
  limits: DetectionLimits,
): Promise<ExportedDetector> {
  const { classes, pyramid } = answersIn(folder, description);
  return decodedDetector(await tfjsNet(folder), { ...limits, pyramid, numClasses: classes.length });
}

function answersIn(folder: string, description: JsonObject): { classes: readonly string[]; pyramid: Pyramid } {
  const { data, error } = answersSchema.safeParse(description);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new ExportError(
    `${folder}: expected a detector's description, got a damaged one (${issue?.path.join(".")}: ${issue?.message}). Export it again.`,
  );
}
