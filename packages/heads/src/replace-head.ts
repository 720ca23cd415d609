/** Makes a model of the zoo ready for other classes: with a linear head, or with ML-Decoder. */
import { disposeModule, initializeWeights } from "@tresnet/blocks";
import { checkSeed } from "@tresnet/engine";
import type { Head, ImageClassifier, MapHead } from "@tresnet/zoo";
import { LinearHead, type LinearHeadOptions } from "./linear-head.ts";
import { MlDecoderHead, type MlDecoderOptions } from "./ml-decoder/ml-decoder-head.ts";

interface Seeded {
  /** A whole number in [−2³¹, 2³¹): the same seed gives the same first weights. @default 0 */
  readonly seed?: number;
}

/** How `replaceHead` builds the new head. */
export interface ReplaceHeadOptions extends LinearHeadOptions, Seeded {}

/** How `useMlDecoder` builds the new head. */
export interface UseMlDecoderOptions extends MlDecoderOptions, Seeded {}

/**
 * Puts a freshly initialized linear head for `numClasses` classes in the place of the model's classifier, and returns
 * it.
 *
 * The old classifier's weights are released: make optimizers, averages and training steps afterwards. The backbone
 * stays as it is; its weights keep their names, and so do the head's.
 * @throws RangeError when the number of classes, the seed or the drop rate is out of range; then the model has not
 * changed.
 */
export function replaceHead(
  model: ImageClassifier,
  numClasses: number,
  { seed = 0, ...options }: ReplaceHeadOptions = {},
): LinearHead {
  checkSeed("replaceHead", seed);
  return putHead(model, new LinearHead(model.numFeatures, numClasses, options), seed);
}

/**
 * Puts a freshly initialized ML-Decoder for `numClasses` classes in the place of the model's classifier, and returns
 * it.
 *
 * As with `replaceHead`, the old classifier's weights are released. The model's own dropout before the head has no
 * effect.
 * @throws RangeError when the number of classes, the seed or an option is out of range; then the model has not changed.
 */
export function useMlDecoder(
  model: ImageClassifier,
  numClasses: number,
  { seed = 0, ...options }: UseMlDecoderOptions = {},
): MlDecoderHead {
  checkSeed("useMlDecoder", seed);
  return putHead(model, new MlDecoderHead(model.numFeatures, numClasses, options), seed);
}

function putHead<H extends Head | MapHead>(model: ImageClassifier, head: H, seed: number): H {
  initializeWeights(head, seed);
  disposeModule(model.classifier);
  model.classifier = head;
  return head;
}
