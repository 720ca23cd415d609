import { initializeWeights } from "@tresnet/blocks";
import { type ImageClassifier, TResNet, variants } from "@tresnet/zoo";

/** A TResNet of one block per stage and an eighth of the width: whole, but quick. */
export function tinyModel(numClasses: number, seed: number): ImageClassifier {
  const model = new TResNet("tiny", { ...variants.tresnet_m, layers: [1, 1, 1, 1], width: 0.125 }, { numClasses });
  initializeWeights(model, seed);
  return model;
}
