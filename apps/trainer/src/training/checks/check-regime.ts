/** Checks of how a training goes: settings that exclude each other, or that the data excludes. */
import { type Dataset, isMultiLabel } from "@tresnet/data";
import { UsageError } from "../../errors.ts";
import { type AugmentationOptions, augmentationSettings } from "../../settings/augmentation/augmentation-options.ts";
import { checkImageSize } from "../../settings/images/check-image-size.ts";
import type { TrainOptions } from "../../settings/train-options.ts";

type Regime = Pick<
  TrainOptions,
  | "epochs"
  | "freezeEpochs"
  | "freeze"
  | "balanced"
  | "classWeights"
  | "mixup"
  | "cutmix"
  | "model"
  | "imgSize"
  | "evalMetric"
> &
  AugmentationOptions;

/**
 * Checks settings against each other, before anything is opened.
 * @throws UsageError that names the flag, what was expected and what came.
 */
export function checkSettings(options: Regime): void {
  const { epochs, freezeEpochs, freeze, balanced, classWeights } = options;
  augmentationSettings(options);
  checkImageSize(options);
  if (freezeEpochs >= epochs) {
    throw new UsageError(
      `--freeze-epochs: expected fewer than the ${epochs} of --epochs, got ${freezeEpochs}. To train the head alone, give --freeze backbone.`,
    );
  }
  if (freezeEpochs > 0 && freeze === "backbone") {
    throw new UsageError(
      `--freeze-epochs: expected none, since --freeze backbone trains the head alone all the time, got ${freezeEpochs}.`,
    );
  }
  if (balanced && classWeights === "balanced") {
    throw new UsageError(
      "--balanced: expected --class-weights none with it, got balanced: rare classes would count twice.",
    );
  }
}

/** Checks settings against the data. @throws UsageError as `checkSettings` does. */
export function checkRegime(
  { balanced, mixup, cutmix, evalMetric }: Omit<Regime, keyof AugmentationOptions>,
  data: Dataset,
): void {
  if (!isMultiLabel(data)) {
    if (evalMetric !== "map") return;
    throw new UsageError(
      `--eval-metric: expected accuracy, balanced-accuracy or loss, since every image of ${data.name} has one class, got map.`,
    );
  }
  if (evalMetric === "balanced-accuracy") {
    throw new UsageError(
      `--eval-metric: expected map, accuracy or loss, since images of ${data.name} have any number of classes, got balanced-accuracy.`,
    );
  }
  const several = `since images of ${data.name} have any number of classes`;
  if (balanced) throw new UsageError(`--balanced: expected images of one class each, ${several}. Leave it out.`);
  if (mixup > 0) throw new UsageError(`--mixup: expected 0, ${several}, got ${mixup}.`);
  if (cutmix > 0) throw new UsageError(`--cutmix: expected 0, ${several}, got ${cutmix}.`);
}
