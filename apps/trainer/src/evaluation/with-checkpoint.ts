/** A checkpoint put to work on images. */
import { BatchLoader, type Dataset, type EvalTransform } from "@tresnet/data";
import { createEvaluator, type Evaluator } from "@tresnet/training";
import type { ImageClassifier } from "@tresnet/zoo";
import { evaluationTransform } from "../images/data-plan.ts";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { type Checkpoint, loadModel } from "../model/load-model.ts";
import { startEngine } from "../model/start-engine.ts";
import type { EvaluateOptions } from "../settings/inference-options.ts";
import { exportedEvaluator } from "./exported-evaluator.ts";

/** What `evaluate` and `predict` have in common. */
export type InferenceOptions = Pick<EvaluateOptions, "batchSize" | "precision" | "workers" | "onBroken" | "device"> & {
  /** Changes how images are rendered, from what the model was trained for. */
  readonly transform?: (transform: EvalTransform) => EvalTransform;
};

/**
 * Runs `work` with the checkpoint's model and a loader that reads `data` as the model wants it; both are released
 * afterwards, and so are the loaders of other data that `work` asks for. Of an export, which its own runtime runs,
 * there is no model beside the evaluator.
 * @throws CheckpointError when the weights don't fit their description; what `work` throws.
 */
export async function withCheckpoint<Result>(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  data: Dataset,
  options: InferenceOptions,
  work: (
    evaluator: Evaluator,
    loader: BatchLoader,
    loaderOf: (other: Dataset) => BatchLoader,
    model: ImageClassifier | undefined,
  ) => Promise<Result>,
): Promise<Result> {
  const { workers, onBroken, precision } = options;
  const batchSize = Math.min(options.batchSize, data.length);
  const { library: tensorFlow } = await startEngine(job, options);
  const { evaluator, model } = await openEvaluator(job, checkpoint, { batchSize, precision });
  const { model: saved } = checkpoint.info;
  const transform = options.transform?.(evaluationTransform(saved)) ?? evaluationTransform(saved);
  const loaders: BatchLoader[] = [];
  const loaderOf = (images: Dataset) => {
    const loader = new BatchLoader(images, { batchSize, workers, onBroken, cache: false, transform, tensorFlow });
    loaders.push(loader);
    return loader;
  };
  try {
    return await work(evaluator, loaderOf(data), loaderOf, model);
  } finally {
    await Promise.all(loaders.map((loader) => loader.close()));
    evaluator.dispose();
    model?.dispose();
  }
}

/** The checkpoint's model, ready to be asked; of an export what its own runtime runs. */
async function openEvaluator(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  { batchSize, precision }: Pick<InferenceOptions, "batchSize" | "precision">,
): Promise<{ readonly evaluator: Evaluator; readonly model?: ImageClassifier }> {
  const { exported, info } = checkpoint;
  const saved = info.model;
  if (exported !== undefined) {
    return { evaluator: exportedEvaluator(await exported.load(), { batchSize, input: exported.input, saved }) };
  }
  const model = await loadModel(job, checkpoint);
  const activation = saved.task === "multi-label" ? "sigmoid" : "softmax";
  return { evaluator: createEvaluator(model, { batchSize, precision, activation, frozen: true }), model };
}
