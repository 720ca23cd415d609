/** Where the thresholds of an evaluation come from: a number, a file, or other images. */
import type { Dataset } from "@tresnet/data";
import { UsageError } from "../../errors.ts";
import type { SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import type { EvaluateOptions } from "../../settings/inference-options.ts";
import { readThresholds, requireLabels, type Thresholds } from "./thresholds.ts";

/** Known thresholds, or the images on which to choose one per class. */
export type ThresholdChoice = { readonly thresholds: Thresholds } | { readonly images: Dataset };

/**
 * What `--threshold` and `--save-thresholds` ask for.
 * @throws UsageError when they don't go together, or with the model and the data.
 */
export async function thresholdChoice(
  { threshold, saveThresholds }: EvaluateOptions,
  model: SavedModel,
  { data, val }: { readonly data: Dataset; readonly val: Dataset | undefined },
): Promise<ThresholdChoice> {
  if (saveThresholds !== undefined && threshold !== "val") {
    throw new UsageError(`--save-thresholds: expected --threshold val with it, got ${threshold ?? "none"}. Add it.`);
  }
  if (threshold !== "val") return { thresholds: await readThresholds(threshold, model) };
  requireLabels("--threshold", model);
  if (val === undefined) {
    throw new UsageError(`--threshold val: expected validation images, and ${data.name} has none. Give a number.`);
  }
  if (val !== data) return { images: val };
  throw new UsageError(
    "--threshold val: expected other images to score, got the validation images themselves, which would flatter. Add --split test.",
  );
}
