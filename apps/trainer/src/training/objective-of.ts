/** What a training minimizes, as the options and the data ask for. */
import { type Dataset, isMultiLabel } from "@tresnet/data";
import { asymmetricLoss, binaryCrossEntropy, focalLoss } from "@tresnet/tensor-ops";
import { crossEntropy, multiLabel, type Objective, softCrossEntropy } from "@tresnet/training";
import { UsageError } from "../errors.ts";
import { mixes } from "../images/inputs-of.ts";
import type { TrainOptions } from "../settings/train-options.ts";

/** Where the options don't say. */
const usualSmoothing = 0.1;

type LossOptions = Pick<
  TrainOptions,
  "loss" | "smoothing" | "classWeights" | "gammaNeg" | "gammaPos" | "aslClip" | "mixup" | "cutmix"
>;

/** The objective for data like this; `classWeights` as the data asks for. */
export function objectiveOf(
  options: LossOptions,
  data: Dataset,
  classWeights?: readonly number[] | undefined,
): Objective {
  checkLoss(options, data);
  const { loss, smoothing, gammaNeg, gammaPos, aslClip } = options;
  if (!isMultiLabel(data)) {
    const settings = { smoothing: smoothing ?? usualSmoothing, ...(classWeights && { classWeights }) };
    return mixes(options) ? softCrossEntropy(settings) : crossEntropy(settings);
  }
  const settings = { smoothing: smoothing ?? 0 };
  switch (loss) {
    case "bce":
      return multiLabel(binaryCrossEntropy, settings);
    case "focal":
      return multiLabel(focalLoss, settings);
    case "asl":
    case "ce":
    case undefined: {
      const focus = { gammaNegative: gammaNeg, gammaPositive: gammaPos, clip: aslClip };
      return multiLabel((logits, targets) => asymmetricLoss(logits, targets, focus), settings);
    }
    default:
      return loss satisfies never;
  }
}

/** @throws UsageError when the loss is not for data like this. */
export function checkLoss({ loss, classWeights }: Pick<LossOptions, "loss" | "classWeights">, data: Dataset): void {
  const several = isMultiLabel(data);
  if (several && loss === "ce") {
    throw new UsageError(
      `--loss: expected asl, bce or focal, since images of ${data.name} have any number of classes, got ce.`,
    );
  }
  if (!several && loss !== undefined && loss !== "ce") {
    throw new UsageError(`--loss: expected ce, since every image of ${data.name} has one class, got ${loss}.`);
  }
  if (several && classWeights !== "none") {
    throw new UsageError(
      `--class-weights: expected none, since images of ${data.name} have any number of classes, got ${classWeights}. The asymmetric loss weighs what is rare.`,
    );
  }
}
