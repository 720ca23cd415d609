/** A detector put to work on images. */
import { BatchLoader, type Dataset } from "@tresnet/data";
import { createDetectionEvaluator, type DetectionEvaluator, type DetectionLimits } from "@tresnet/detection";
import { evalBoxesTransformOf } from "../../images/box-plan.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { openDetector } from "../../model/open-detector.ts";
import { startEngine } from "../../model/start-engine.ts";
import type { EvaluateOptions } from "../../settings/inference-options.ts";
import { exportedDetections } from "./exported-detections.ts";
import { findingLimits, type GivenLimits } from "./finding-limits.ts";

/** How a detector is applied. */
export type FindingOptions = Pick<EvaluateOptions, "batchSize" | "precision" | "workers" | "onBroken" | "device"> &
  GivenLimits;

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
  work: (evaluator: DetectionEvaluator, loader: BatchLoader, limits: Required<DetectionLimits>) => Promise<Result>,
): Promise<Result> {
  const { workers, onBroken } = options;
  const batchSize = Math.min(options.batchSize, data.length);
  const { library: tensorFlow } = await startEngine(job, options);
  const limits = findingLimits(job, checkpoint, options);
  const evaluator = await openEvaluator(job, checkpoint, { ...limits, batchSize, precision: options.precision });
  const transform = evalBoxesTransformOf(checkpoint.info.model);
  const loader = new BatchLoader(data, { batchSize, workers, onBroken, cache: false, transform, tensorFlow });
  try {
    return await work(evaluator, loader, limits);
  } finally {
    await loader.close();
    evaluator.dispose();
  }
}

/** The checkpoint's detector, ready to be asked; of an export what its own runtime runs. */
async function openEvaluator(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  options: Required<DetectionLimits> & Pick<EvaluateOptions, "batchSize" | "precision">,
): Promise<DetectionEvaluator> {
  const { exported, info } = checkpoint;
  const { batchSize, precision, ...limits } = options;
  if (exported?.detector !== undefined) {
    const loaded = await exported.detector.load(limits);
    return exportedDetections(loaded, { input: exported.input, saved: info.model, limits });
  }
  const detector = await openDetector(job, checkpoint);
  const evaluator = createDetectionEvaluator(detector, { batchSize, precision, frozen: true, ...limits });
  return {
    run: evaluator.run,
    dispose: () => {
      evaluator.dispose();
      detector.dispose();
    },
  };
}
