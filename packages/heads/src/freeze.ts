/** Chooses which weights a training changes. */
import type { Variable } from "@tensorflow/tfjs-core";
import { weightsOf } from "@tresnet/blocks";
import type { ImageClassifier } from "@tresnet/zoo";

/**
 * The part of a model that is not trained: nothing, everything before the head, or so many of the first stages: 1 is
 * the stem, 2 the stem and stage 1, up to 5, the backbone.
 */
export type Frozen = "none" | "backbone" | number;

/**
 * Lists the weights that remain to be trained when a part of a model is frozen; the model itself is not changed.
 *
 * Give them to `createTrainStep`: it takes no gradients of all others and names them in `context.frozen`. Frozen batch
 * norms work as in inference, on their running statistics, and do not update them.
 * @throws RangeError when a number of stages is no whole number from 0 to the model's number of stages.
 */
export function freeze(model: ImageClassifier, frozen: Frozen): readonly Variable[] {
  const { stages } = model;
  const count = frozen === "none" ? 0 : frozen === "backbone" ? stages.length : frozen;
  if (!Number.isInteger(count) || count < 0 || count > stages.length) {
    throw new RangeError(
      `freeze: expected "none", "backbone" or a number of stages from 0 to ${stages.length}, got ${JSON.stringify(frozen)}. 1 is the stem.`,
    );
  }
  const still = new Set(stages.slice(0, count).flatMap((stage) => [...weightsOf(stage).values()]));
  return [...weightsOf(model).values()].filter((weight) => weight.trainable && !still.has(weight));
}
