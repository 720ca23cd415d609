/** Makes a model of the zoo ready for another number of classes. */
import { disposeModule, initializeWeights } from "@tresnet/blocks";
import type { ImageClassifier } from "@tresnet/zoo";
import { LinearHead, type LinearHeadOptions } from "./linear-head.ts";

export interface ReplaceHeadOptions extends LinearHeadOptions {
  /** A whole number in [−2³¹, 2³¹): the same seed gives the same first weights. @default 0 */
  readonly seed?: number;
}

/**
 * Puts a freshly initialized linear head for `numClasses` classes in the place of the model's classifier, and returns it.
 *
 * The old classifier's weights are released: make optimizers, averages and training steps afterwards. The backbone stays as
 * it is; its weights keep their names, and so do the head's.
 * @throws RangeError when the number of classes, the seed or the drop rate is out of range; then the model has not changed.
 */
export function replaceHead(
  model: ImageClassifier,
  numClasses: number,
  { seed = 0, ...options }: ReplaceHeadOptions = {},
): LinearHead {
  if (!Number.isInteger(seed) || seed !== (seed | 0)) {
    throw new RangeError(`replaceHead: seed must be a whole number in [-2^31, 2^31), got ${seed}. Use 0, say.`);
  }
  const head = new LinearHead(model.numFeatures, numClasses, options);
  initializeWeights(head, seed);
  disposeModule(model.classifier);
  model.classifier = head;
  return head;
}
