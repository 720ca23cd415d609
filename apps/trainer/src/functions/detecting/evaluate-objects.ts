/** `evaluate` for detectors: scores boxes on images whose objects are known. */
import { type BoxDataset, type Dataset, hasBoxes } from "@tresnet/data";
import { writeCocoResults } from "../../detection/coco-results.ts";
import { writeDetections } from "../../detection/write-detections.ts";
import { UsageError } from "../../errors.ts";
import { namesForBoxes } from "../../evaluation/classes/names-for-boxes.ts";
import type { DetectedDataset } from "../../evaluation/evaluate-dataset.ts";
import { openEvaluationData } from "../../evaluation/evaluation-data.ts";
import type { EvaluateEvent } from "../../evaluation/evaluation-events.ts";
import { evaluateDetector } from "../../evaluation/objects/detect-dataset.ts";
import { photographsOf, scorePhotographs } from "../../evaluation/objects/score-photographs.ts";
import { withDetector } from "../../evaluation/objects/with-detector.ts";
import type { EvaluateResult } from "../../evaluation/results.ts";
import { tellDamaged } from "../../evaluation/tell-images.ts";
import type { Job } from "../../job/job.ts";
import { reportCount } from "../../job/report-to.ts";
import { type Checkpoint, classNameOf } from "../../model/load-model.ts";
import { leastScore } from "../../settings/detection/detection-options.ts";
import type { EvaluateOptions } from "../../settings/inference-options.ts";

/** Scores a checkpoint's detector, and writes what is asked for. */
export async function evaluateObjects(
  job: Job<EvaluateEvent>,
  checkpoint: Checkpoint,
  options: EvaluateOptions,
): Promise<EvaluateResult> {
  refuseClassOptions(checkpoint, options);
  const opened = await openEvaluationData(job, checkpoint, options);
  const { model: saved } = checkpoint.info;
  const { data: chosen, what } = scoredData(checkpoint, requireBoxes(opened.data), opened.what, options);
  const data = namesForBoxes(chosen, saved.classNames, checkpoint.file);
  const { result, damaged } = await scored(job, checkpoint, data, options);
  const { evaluation, detected, broken } = result;
  tellDamaged(job, { damaged });
  job.emit({ type: "evaluated", what, evaluation, thresholdImages: undefined });
  if (broken.length > 0) job.emit({ type: "skipped", images: broken });
  const { output, saveDetections: results } = options;
  if (output !== undefined) {
    await writeDetections(output, detected, (label) => classNameOf(saved.classNames, label));
    job.emit({ type: "written", content: "detections", file: output });
  }
  if (results !== undefined) {
    const images = detected.map(({ index, found }) => ({ imageId: data.imageId(index), found }));
    await writeCocoResults(results, images, data.categoryIds);
    job.emit({ type: "written", content: "detections", file: results });
  }
  return {
    checkpoint: checkpoint.file,
    model: saved.detector?.name ?? saved.model,
    classNames: saved.classNames,
    what,
    tta: "none",
    evaluation,
    predictions: [],
    detected: detected.map(({ index: _, ...image }) => image),
    leftOut: 0,
    broken,
    damaged,
    credit: data.credit,
  };
}

/**
 * What is scored, and what it is in words.
 * @throws UsageError when whole photographs are asked for that there are none of.
 */
function scoredData(
  { file, info: { model } }: Checkpoint,
  data: BoxDataset,
  what: string,
  { scoreOn }: Pick<EvaluateOptions, "scoreOn">,
): { readonly data: BoxDataset; readonly what: string } {
  const tile = model.detector?.tile;
  if (tile === undefined && scoreOn === "tiles") return { data, what };
  if (tile === undefined) {
    throw new UsageError(`--score-on: ${file} was not trained with --tile, and looks at whole images. Leave it out.`);
  }
  if (scoreOn === "tiles") return { data, what: `tiles of ${tile.size} pixels of ${what}` };
  return { data: photographsOf(data, tile), what: `whole ${what}, looked at in tiles of ${tile.size} pixels` };
}

async function scored(
  job: Job<EvaluateEvent>,
  checkpoint: Checkpoint,
  data: BoxDataset,
  options: EvaluateOptions,
): Promise<{ readonly result: DetectedDataset; readonly damaged: EvaluateResult["damaged"] }> {
  const { classNames, detector } = checkpoint.info.model;
  const finding = { ...options, usualScore: leastScore.toScore };
  if (options.scoreOn === "photographs" && detector?.tile !== undefined) {
    return scorePhotographs(job, checkpoint, data, { ...finding, tile: detector.tile });
  }
  return withDetector(job, checkpoint, data, finding, async (evaluator, loader) => {
    const pass = { classNames, signal: job.signal, onProgress: reportCount(job, "evaluating") };
    return { result: await evaluateDetector(evaluator, loader, data, pass), damaged: loader.damaged };
  });
}

function requireBoxes(data: Dataset): BoxDataset {
  if (hasBoxes(data)) return data;
  throw new UsageError(
    `${data.name} has no boxes around objects, which a detector is scored by. Evaluate on data of its kind.`,
  );
}

function refuseClassOptions(
  { file }: Checkpoint,
  { threshold, saveThresholds, classOrder, tta }: EvaluateOptions,
): void {
  const given = [
    threshold !== undefined && "--threshold (--score-threshold is a detector's)",
    saveThresholds !== undefined && "--save-thresholds",
    classOrder !== undefined && "--class-order",
    tta !== "none" && "--tta",
  ].find((one) => one !== false);
  if (given === undefined) return;
  throw new UsageError(`${file} is a detector, which does not take ${given}. Leave it out.`);
}
