/** A detector put to work on images. */
import { BatchLoader, type Dataset } from "@tresnet/data";
import { createDetectionEvaluator, type DetectionEvaluator } from "@tresnet/detection";
import { evalBoxesTransformOf, nmsThresholdOf } from "../../images/box-plan.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { openDetector } from "../../model/open-detector.ts";
import { startEngine } from "../../model/start-engine.ts";
import type { EvaluateOptions } from "../../settings/inference-options.ts";

/** How a detector is applied. */
export type FindingOptions = Pick<
  EvaluateOptions,
  "batchSize" | "precision" | "workers" | "onBroken" | "device" | "nmsThreshold" | "maxDetections"
> & {
  /** The least score of what is found. */
  readonly scoreThreshold: number;
};

/**
 * Runs `work` with the checkpoint's detector and a loader that reads `data` as it wants it; both are released
 * afterwards.
 * @throws CheckpointError when the weights don't fit their description; what `work` throws.
 */
export async function withDetector<Result>(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  data: Dataset,
  options: FindingOptions,
  work: (evaluator: DetectionEvaluator, loader: BatchLoader) => Promise<Result>,
): Promise<Result> {
  const { workers, onBroken, precision, scoreThreshold, nmsThreshold, maxDetections } = options;
  const batchSize = Math.min(options.batchSize, data.length);
  const { library: tensorFlow } = await startEngine(job, options);
  const detector = await openDetector(job, checkpoint);
  const limits = {
    scoreThreshold,
    iouThreshold: nmsThresholdOf(checkpoint.info.model, nmsThreshold),
    perImage: maxDetections,
  };
  const evaluator = createDetectionEvaluator(detector, { batchSize, precision, frozen: true, ...limits });
  const transform = evalBoxesTransformOf(checkpoint.info.model);
  const loader = new BatchLoader(data, { batchSize, workers, onBroken, cache: false, transform, tensorFlow });
  try {
    return await work(evaluator, loader);
  } finally {
    await loader.close();
    evaluator.dispose();
    detector.dispose();
  }
}
