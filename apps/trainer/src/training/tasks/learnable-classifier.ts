/** A classifier as a training needs it. */
import { freeze, layerDecay } from "@tresnet/heads";
import { batchCounts, type ImageClassifier, loadWeights, restoreBatchCounts, saveWeights } from "@tresnet/zoo";
import type { TrainOptions } from "../../settings/train-options.ts";
import type { Learnable } from "../steps/learner.ts";

/** The model, which `dispose` releases, with the learning rates that the options give its parts. */
export function learnableClassifier(
  model: ImageClassifier,
  { layerDecay: decay, headLrMult: headMultiplier }: Pick<TrainOptions, "layerDecay" | "headLrMult">,
): Learnable {
  return {
    model,
    trainable: (frozen) => freeze(model, frozen),
    factors: decay === 1 && headMultiplier === 1 ? undefined : layerDecay(model, { decay, headMultiplier }),
    forwardHead: model.forwardHead.bind(model),
    save: (file, options) => saveWeights(model, file, options),
    async load(file) {
      await loadWeights(model, file);
    },
    batchCounts: () => batchCounts(model),
    restoreBatchCounts: (counts) => restoreBatchCounts(model, counts),
    dispose: () => model.dispose(),
  };
}
