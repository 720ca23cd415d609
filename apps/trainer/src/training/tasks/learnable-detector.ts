/** A detector as a training needs it. */
import { openTensorFile } from "@tresnet/checkpoints";
import { type Detector, freezeDetector, saveDetector } from "@tresnet/detection";
import { batchCounts, loadTensors, restoreBatchCounts } from "@tresnet/zoo";
import type { TrainOptions } from "../../settings/train-options.ts";
import type { Learnable } from "../steps/learner.ts";

/** The detector, which `dispose` releases; batch norms of its backbone stay as they are unless they are trained. */
export function learnableDetector(model: Detector, { trainNorms }: Pick<TrainOptions, "trainNorms">): Learnable {
  return {
    model,
    trainable(frozen) {
      const stages = frozen === "none" ? 0 : frozen === "backbone" ? model.stages.length : frozen;
      return freezeDetector(model, { stages, norms: !trainNorms });
    },
    factors: undefined,
    // Norms that stay as they are see no batch.
    save: (file, { batches = 0, ...options }) =>
      saveDetector(model, file, { ...options, batches: trainNorms ? batches : 0 }),
    async load(file) {
      const opened = await openTensorFile(file);
      await loadTensors(model, file, opened).finally(() => opened.close());
    },
    batchCounts: () => batchCounts(model),
    restoreBatchCounts: (counts) => restoreBatchCounts(model, counts),
    dispose: () => model.dispose(),
  };
}
