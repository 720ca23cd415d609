/** The detector of a checkpoint. */
import { CheckpointError } from "@tresnet/checkpoints";
import { createDetector, type Detector, loadDetector } from "@tresnet/detection";
import type { NoticeEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { verifyChecksum } from "../run-directory/verify-checksum.ts";
import type { Checkpoint } from "./load-model.ts";
import { loadTrainingWeights } from "./training-weights.ts";

/** Whether a checkpoint is of a detector. */
export function isDetector({ info }: Checkpoint): boolean {
  return info.model.task === "detection";
}

/**
 * Builds the detector of a checkpoint with its weights; the caller disposes it.
 *
 * Where a training averaged, the averaged weights are taken from its checkpoint.
 * @throws CheckpointError when the weights are damaged or don't fit their description, or are no detector's.
 */
export async function openDetector(
  job: Pick<Job<NoticeEvent>, "emit">,
  { file, info, useEma, exported, isForeign }: Checkpoint,
): Promise<Detector> {
  if (exported !== undefined) {
    throw new CheckpointError(
      `${file}: expected a detector's weights, got an export, which can be run and no more. Name the run that it was made of.`,
    );
  }
  const { classNames, numClasses, imgSize, mean, std, detector: saved } = info.model;
  if (saved === undefined) {
    throw new CheckpointError(`${file}: expected a detector, got the description of a classifier. Use another file.`);
  }
  if (!isForeign) await verifyChecksum(file, info);
  const { name, assigner, points } = saved;
  if (info.kind !== "training") return loadDetector(file, { name, useEma: useEma ?? false });
  const detector = createDetector(name, { numClasses, classNames, inputSize: imgSize, mean, std, assigner, points });
  try {
    await loadTrainingWeights(job, detector, file, { useEma, usual: "averaged" });
    return detector;
  } catch (error) {
    detector.dispose();
    throw error;
  }
}
