/** What a training minimizes, as the options and the data ask for. */
import { type Dataset, isMultiLabel } from "@tresnet/data";
import { losses, namesOf, type Objective } from "@tresnet/training";
import { UsageError } from "../errors.ts";
import { mixes } from "../images/inputs-of.ts";
import { anyOf } from "../settings/row-words.ts";
import type { TrainOptions } from "../settings/train-options.ts";

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
  const { loss = usualLoss(data), smoothing, gammaNeg, gammaPos, aslClip } = options;
  const { create, usualSmoothing } = losses[loss];
  return create({
    smoothing: smoothing ?? usualSmoothing,
    classWeights,
    mixed: mixes(options),
    gammaNegative: gammaNeg,
    gammaPositive: gammaPos,
    clip: aslClip,
  });
}

const kindOf = (data: Dataset) => (isMultiLabel(data) ? "several" : "one");

/** The losses for data like this. */
function lossesFor(data: Dataset) {
  return namesOf(losses).filter((name) => losses[name].labels === kindOf(data));
}

function usualLoss(data: Dataset) {
  const usual = lossesFor(data).find((name) => losses[name].isUsual);
  if (usual !== undefined) return usual;
  throw new Error(`usualLoss: expected a usual loss for ${kindOf(data)} label an image, got none. Mark one in losses.`);
}

/** @throws UsageError when the loss is not for data like this. */
export function checkLoss({ loss, classWeights }: Pick<LossOptions, "loss" | "classWeights">, data: Dataset): void {
  const several = isMultiLabel(data);
  if (loss !== undefined && losses[loss].labels !== kindOf(data)) {
    const reason = several
      ? `images of ${data.name} have any number of classes`
      : `every image of ${data.name} has one class`;
    throw new UsageError(`--loss: expected ${anyOf(lossesFor(data))}, since ${reason}, got ${loss}.`);
  }
  if (several && classWeights !== "none") {
    throw new UsageError(
      `--class-weights: expected none, since images of ${data.name} have any number of classes, got ${classWeights}. The asymmetric loss weighs what is rare.`,
    );
  }
}
