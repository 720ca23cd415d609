/** Lets the layers of a model learn at different speeds. */
import { weightsOf } from "@tresnet/blocks";
import type { ImageClassifier } from "@tresnet/zoo";

/** Settings of `layerDecay`. */
export interface LayerDecayOptions {
  /** The learning rate of each layer as a share of the next one's, above 0 and at most 1. @default 1 */
  readonly decay?: number;
  /** The factor on the head's learning rate, above 0. @default 1 */
  readonly headMultiplier?: number;
}

const blockKey = /(?:^|\.)(layer\d+\.\d+)\./;

/**
 * Gives the learning-rate factor of every trainable weight, by name, for `sgd` or `adamW` of `@tresnet/training`.
 *
 * A layer is a residual block, as timm counts; the stem is the first, the head the last. What pretraining has learned
 * of edges and textures, in the first layers, serves a new task as it is; what it knows of objects has more to change.
 * @throws RangeError when a setting is out of its range.
 * @see Clark et al. 2020, https://arxiv.org/abs/2003.10555 (timm optim/_param_groups.py, param_groups_layer_decay)
 */
export function layerDecay(
  model: ImageClassifier,
  { decay = 1, headMultiplier = 1 }: LayerDecayOptions = {},
): ReadonlyMap<string, number> {
  if (!(decay > 0 && decay <= 1)) {
    throw new RangeError(`layerDecay: decay must be above 0 and at most 1, got ${decay}. 0.75 is a usual value.`);
  }
  if (!(headMultiplier > 0 && headMultiplier < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`layerDecay: headMultiplier must be above 0, got ${headMultiplier}. 1 leaves the head alone.`);
  }
  const head = new Set(weightsOf(model.classifier).values());
  const trainable = [...weightsOf(model)].filter(([, weight]) => weight.trainable);
  const blocks = [...new Set(trainable.flatMap(([name]) => blockKey.exec(name)?.[1] ?? []))];
  return new Map(
    trainable.map(([name, weight]) => {
      if (head.has(weight)) return [name, headMultiplier];
      const block = blocks.indexOf(blockKey.exec(name)?.[1] ?? ""); // -1: the stem
      return [name, decay ** (blocks.length - block)];
    }),
  );
}
