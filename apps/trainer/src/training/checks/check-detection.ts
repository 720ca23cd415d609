/** Checks of the settings of a detector's training against each other and against the data. */
import { isDeepStrictEqual } from "node:util";
import { type Dataset, hasBoxes } from "@tresnet/data";
import { UsageError } from "../../errors.ts";
import { flagOf } from "../../options/option-name.ts";
import { usualDetectorSettings } from "../../settings/detection/detector-settings.ts";
import type { TrainOptions } from "../../settings/train-options.ts";

/** What a detector's training does not do, with the values that ask for nothing. */
const unused = {
  balanced: [false],
  mixup: [0],
  cutmix: [0],
  loss: [undefined],
  smoothing: [undefined],
  classWeights: ["none"],
  head: ["linear"],
  layerDecay: [1],
  headLrMult: [1],
  drop: [0],
  inPlaceNorm: [false],
  numClasses: [undefined],
  trainPerClass: [undefined],
  trainCropMode: [undefined],
  cropPct: [undefined],
  cutout: [0],
  aa: [undefined],
  reprob: [0],
  tta: ["none"],
} as const satisfies Partial<Record<keyof TrainOptions, readonly unknown[]>>;

/**
 * The number of a detector's classes.
 * @throws UsageError that names the flag or the data, what was expected and what came.
 */
export function checkDetection(options: TrainOptions, data: Dataset): number {
  if (!hasBoxes(data)) {
    throw new UsageError(
      `--task detect: expected data with boxes around its objects, got ${data.name}. Leave --task out, or choose other data.`,
    );
  }
  for (const [key, value] of Object.entries(options)) {
    const usual: readonly unknown[] | undefined = Object.entries(unused).find(([name]) => name === key)?.[1];
    if (usual === undefined || usual.includes(value)) continue;
    throw new UsageError(`--${flagOf(key)}: detectors are trained without it, got ${String(value)}. Leave it out.`);
  }
  const { evalMetric } = options;
  if (evalMetric !== undefined && evalMetric !== "ap" && evalMetric !== "ap50") {
    throw new UsageError(`--eval-metric: expected ap or ap50, which detectors are scored by, got ${evalMetric}.`);
  }
  return data.classNames.length;
}

/**
 * Checks that a training of classes is not asked for what detectors alone do.
 * @throws UsageError that names the flag.
 */
export function checkNoDetection(options: TrainOptions): void {
  for (const [key, value] of Object.entries(options)) {
    if (!usualDetectorSettings.has(key) || isDeepStrictEqual(value, usualDetectorSettings.get(key))) continue;
    throw new UsageError(
      `--${flagOf(key)}: detectors alone are trained with it, got ${String(value)}. Leave it out, or give --task detect.`,
    );
  }
}
