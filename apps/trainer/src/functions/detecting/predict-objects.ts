/** `predict` for detectors: finds objects on images, draws them and cuts them out. */

import path from "node:path";
import { DataError, decodeFile } from "@tresnet/data";
import { makeFolder } from "@tresnet/files";
import { pictureNames, saveCrops, saveDrawn } from "../../detection/save-pictures.ts";
import { writeDetections } from "../../detection/write-detections.ts";
import { UsageError } from "../../errors.ts";
import type { PredictEvent } from "../../evaluation/evaluation-events.ts";
import { type DetectedPhotographs, detectPhotographs } from "../../evaluation/objects/detect-photographs.ts";
import type { PredictResult } from "../../evaluation/results.ts";
import { tellDamaged } from "../../evaluation/tell-images.ts";
import { imagesWithoutBoxes } from "../../images/images-without-boxes.ts";
import type { Job } from "../../job/job.ts";
import { reportCount } from "../../job/report-to.ts";
import { type Checkpoint, classNameOf } from "../../model/load-model.ts";
import { leastScore } from "../../settings/detection/detection-options.ts";
import type { PredictOptions } from "../../settings/inference-options.ts";
import { formatCount, formatPercent } from "../../text/format.ts";

/** Finds objects on the files with a checkpoint's detector, and writes what is asked for. */
export async function predictObjects(
  job: Job<PredictEvent>,
  checkpoint: Checkpoint,
  files: readonly string[],
  options: PredictOptions,
): Promise<PredictResult> {
  refuseClassOptions(checkpoint, options);
  const { model: saved } = checkpoint.info;
  const data = await imagesWithoutBoxes("the images", files, saved.classNames, job.signal);
  const size = options.tile ?? saved.detector?.tile?.size;
  const overlap = options.overlap ?? saved.detector?.tile?.overlap;
  const found = await detectPhotographs(job, checkpoint, data, {
    ...options,
    usualScore: leastScore.toPredict,
    work: "predicting",
    tile: size === undefined ? undefined : { size, overlap },
  });
  const { images, broken, damaged } = found;
  tellDamaged(job, { damaged });
  if (broken.length > 0) job.emit({ type: "skipped", images: broken });
  if (images.length === 0) {
    throw new DataError(`predict: none of the ${formatCount(files.length)} images could be read.`);
  }
  const nameOf = (label: number) => classNameOf(saved.classNames, label);
  if (options.output !== undefined) await writeDetections(options.output, images, nameOf);
  await savePictures(job, found, nameOf, options);
  return {
    model: saved.detector?.name ?? saved.model,
    images: images.map(({ file, found: objects }) => ({
      file,
      predictions: [],
      objects: objects.map(({ box, label, score }) => ({ class: nameOf(label), score, box })),
    })),
    broken,
    damaged,
    output: options.output,
  };
}

/** Draws boxes on the images and cuts objects out, where folders are given for that. */
async function savePictures(
  job: Job<PredictEvent>,
  { images }: DetectedPhotographs,
  nameOf: (label: number) => string,
  { draw, crops }: Pick<PredictOptions, "draw" | "crops">,
): Promise<void> {
  if (draw === undefined && crops === undefined) return;
  for (const folder of [draw, crops]) if (folder !== undefined) await makeFolder(folder);
  const names = pictureNames(images.map(({ file }) => file));
  const report = reportCount(job, "drawing");
  for (const [place, { file, found }] of images.entries()) {
    job.signal.throwIfAborted();
    const pixels = await decodeFile(file);
    const name = names[place] ?? String(place);
    const words = (label: number, score: number) => `${nameOf(label)} ${formatPercent(score, 0)}`;
    const boxes = found.map((one) => ({ ...one, text: words(one.label, one.score) }));
    if (draw !== undefined) await saveDrawn(path.join(draw, `${name}.jpg`), pixels, boxes);
    const named = found.map((one) => ({ ...one, className: nameOf(one.label) }));
    if (crops !== undefined) await saveCrops(crops, name, pixels, named);
    report(place + 1, images.length);
  }
  if (draw !== undefined) job.emit({ type: "written", content: "pictures", file: draw });
  if (crops !== undefined) job.emit({ type: "written", content: "crops", file: crops });
}

function refuseClassOptions({ file }: Checkpoint, { task, threshold, classOrder }: PredictOptions): void {
  const given = [
    task !== undefined && `--task ${task}`,
    threshold !== undefined && "--threshold (--score-threshold is a detector's)",
    classOrder !== undefined && "--class-order",
  ].find((one) => one !== false);
  if (given === undefined) return;
  throw new UsageError(`${file} is a detector, which does not take ${given}. Leave it out.`);
}
