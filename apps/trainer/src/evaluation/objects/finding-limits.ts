/** Thresholds and limits of what is found, as given, as usual, or as an export has them. */
import type { DetectionLimits } from "@tresnet/detection";
import { UsageError } from "../../errors.ts";
import { nmsThresholdOf } from "../../images/box-plan.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import { usualFindings } from "../../settings/detection/detection-options.ts";

/** What is given of them, and the score that is usual for the work. */
export interface GivenLimits {
  readonly scoreThreshold?: number | undefined;
  readonly nmsThreshold?: number | undefined;
  readonly maxDetections?: number | undefined;
  /** The least score where none is given. */
  readonly usualScore: number;
}

/**
 * The limits that hold. Those of an export that decodes by itself are a part of it, and where they leave out more than
 * is usual that is told.
 * @throws UsageError naming a given limit that such an export can't do.
 */
export function findingLimits(
  job: Pick<Job<CommonEvent>, "emit">,
  { file, exported, info }: Checkpoint,
  given: GivenLimits,
): Required<DetectionLimits> {
  const fixed = exported?.detector?.fixed;
  const wanted = {
    scoreThreshold: given.scoreThreshold ?? given.usualScore,
    iouThreshold: nmsThresholdOf(info.model, given.nmsThreshold),
    perImage: given.maxDetections ?? usualFindings.maxDetections,
    perLevel: 1000,
  };
  if (fixed === undefined) return wanted;
  checkGiven(file, given, fixed);
  if (fixed.scoreThreshold > wanted.scoreThreshold) {
    const message = `${file} gives objects of scores above ${fixed.scoreThreshold} and no others, as it was exported: what is less sure is missing from boxes and scores (export --score-threshold ${given.usualScore} has it)`;
    job.emit({ type: "notice", level: "warning", message });
  }
  return {
    ...fixed,
    scoreThreshold: Math.max(fixed.scoreThreshold, wanted.scoreThreshold),
    perImage: Math.min(fixed.perImage, given.maxDetections ?? fixed.perImage),
  };
}

function checkGiven(
  file: string,
  { scoreThreshold, nmsThreshold, maxDetections }: GivenLimits,
  fixed: Required<DetectionLimits>,
): void {
  const faults = [
    scoreThreshold !== undefined &&
      scoreThreshold < fixed.scoreThreshold &&
      `--score-threshold: expected ${fixed.scoreThreshold} or more, got ${scoreThreshold}`,
    nmsThreshold !== undefined &&
      nmsThreshold !== fixed.iouThreshold &&
      `--nms-threshold: expected ${fixed.iouThreshold}, got ${nmsThreshold}`,
    maxDetections !== undefined &&
      maxDetections > fixed.perImage &&
      `--max-detections: expected ${fixed.perImage} or less, got ${maxDetections}`,
  ].filter((fault) => fault !== false);
  if (faults.length === 0) return;
  throw new UsageError(`${faults.join("; ")}. ${file} was exported so: leave it out, or export the run again for it.`);
}
