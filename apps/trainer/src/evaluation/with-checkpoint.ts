/** A checkpoint put to work on images. */
import { BatchLoader, type Dataset } from "@tresnet/data";
import { createEvaluator, type Evaluator } from "@tresnet/training";
import type { EvaluateOptions } from "../options/inference-options.ts";
import type { Terminal } from "../output/terminal.ts";
import { evaluationTransform } from "../run/data-plan.ts";
import { type Checkpoint, loadModel } from "../run/load-model.ts";
import { startEngine } from "../run/start-engine.ts";

/** What `evaluate` and `predict` have in common. */
export type InferenceOptions = Pick<EvaluateOptions, "batchSize" | "precision" | "workers" | "onBroken" | "device">;

/**
 * Runs `work` with the checkpoint's model and a loader that reads `data` as the model wants it; both are released afterwards.
 * @throws CheckpointError when the weights don't fit their description; what `work` throws.
 */
export async function withCheckpoint<Result>(
  terminal: Terminal,
  checkpoint: Checkpoint,
  data: Dataset,
  options: InferenceOptions,
  work: (evaluator: Evaluator, loader: BatchLoader) => Promise<Result>,
): Promise<Result> {
  const { workers, onBroken, precision } = options;
  const batchSize = Math.min(options.batchSize, data.length);
  await startEngine(terminal, options);
  const model = await loadModel(checkpoint);
  const transform = evaluationTransform(checkpoint.info.model);
  const loader = new BatchLoader(data, { batchSize, workers, onBroken, cache: false, transform });
  const evaluator = createEvaluator(model, { batchSize, precision });
  try {
    return await work(evaluator, loader);
  } finally {
    await loader.close();
    evaluator.dispose();
    model.dispose();
  }
}
