/** What a run was made with, for config.json and the report. */
import { cpuFeatures, type Engine, resolvePrecision } from "@tresnet/engine";
import packageJson from "../../package.json" with { type: "json" };
import type { TrainOptions } from "../settings/train-options.ts";

/** The version of this package. */
export const tresnetVersion: string = packageJson.version;

/** Versions and machine, as text. */
export function environmentOf(engine: Engine, { precision }: Pick<TrainOptions, "precision">): Record<string, string> {
  const { model, cores } = cpuFeatures();
  return {
    tresnet: tresnetVersion,
    TensorFlow: `${engine.version} (${engine.library.source})`,
    Node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    processor: `${model}, ${cores} cores`,
    device: engine.device,
    precision: resolvePrecision(precision),
  };
}
