/** The images that a model is evaluated on: those of its training, or others. */
import {
  type Dataset,
  type DatasetSplits,
  datasetOf,
  type OpenDatasetOptions,
  openDataset,
  openDatasetToEvaluate,
} from "@tresnet/data";
import { UsageError } from "../errors.ts";
import { inTiles } from "../images/in-tiles.ts";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { reportDownload, reportNotice } from "../job/report-to.ts";
import type { Checkpoint } from "../model/load-model.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import { configBeside } from "../run-directory/run-directory.ts";
import { type ReadingSettings, readingOf } from "../settings/data/reading-options.ts";
import type { EvaluateOptions } from "../settings/inference-options.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { trainingParts } from "./training-parts.ts";

/** The part of a data set to evaluate on. */
export interface EvaluationData {
  readonly data: Dataset;
  /** The validation images, where there are any. */
  readonly val: Dataset | undefined;
  /** What the images are: "test images". */
  readonly what: string;
}

/**
 * Opens the wanted part of the data; random splits are those of the training. What was not trained on has no parts but
 * its own: all of it is evaluated on.
 * @throws UsageError when no data is named and the checkpoint lies in no run, or the data has no such part; DataError.
 */
export async function openEvaluationData(
  job: Job<CommonEvent>,
  { file, info }: Checkpoint,
  options: EvaluateOptions,
): Promise<EvaluationData> {
  const trained = await configBeside(file);
  const spec = options.data ?? trained?.options.data;
  if (spec === undefined) {
    throw new UsageError(`evaluate: expected data, got none, and there is no config.json beside ${file}. Add --data.`);
  }
  const row = datasetOf(spec)?.row;
  const settings = {
    seed: options.seed ?? trained?.options.seed ?? 0,
    onProgress: reportDownload(job),
    onNotice: reportNotice(job),
    signal: job.signal,
    ...readingOf(spec, readingSettings(spec, options, trained?.options)),
    ...(info.model.task === "detection" && readingOfBoxes(info.model, options, trained?.options)),
  };
  const open = async (changed: OpenDatasetOptions = {}) =>
    inTiles(await openDataset(spec, { ...settings, holdOut: trained?.options.valSplit, ...changed }), settings.tile);
  const whole = async () =>
    row?.openToEvaluate ? inTiles(await openDatasetToEvaluate(spec, settings), settings.tile) : open();
  const parts = (trained && (await trainingParts(job, spec, trained, open, options.seed))) ?? (await whole());
  return { ...choosePart(parts, options.split, spec), val: parts.val };
}

/** What is given decides; else what was given to the training, where it says something of such data. */
function readingSettings(
  spec: string,
  { imageRoot, labels }: EvaluateOptions,
  known: TrainOptions | undefined,
): ReadingSettings {
  const isOfTraining = spec === known?.data;
  const isOfItsForm = datasetOf(spec)?.row === datasetOf(known?.data ?? "")?.row;
  return {
    imageRoot: imageRoot ?? (isOfTraining ? known?.imageRoot : undefined),
    labels: labels ?? (isOfItsForm ? known?.labels : undefined),
    classes: known?.classes,
    withoutClasses: known?.withoutClasses,
  };
}

/** How data is read for a detector: in tiles as those of its training, and divided as that was. */
function readingOfBoxes(
  { detector }: SavedModel,
  { badBoxes, format, boxCorners, boxOrientation }: EvaluateOptions,
  known: TrainOptions | undefined,
): Pick<OpenDatasetOptions, "boxes" | "tile" | "splitBy"> {
  return {
    boxes: {
      bad: badBoxes,
      format: format ?? known?.format,
      corners: boxCorners ?? known?.boxCorners,
      orientation: boxOrientation ?? known?.boxOrientation,
    },
    tile: detector?.tile,
    splitBy: known?.splitBy,
  };
}

function choosePart(parts: Partial<DatasetSplits>, split: EvaluateOptions["split"], spec: string) {
  const name = split === "auto" ? (parts.test ? "test" : parts.val ? "val" : "train") : split;
  const data = parts[name];
  if (data === undefined) {
    const present = Object.keys(parts).join(", ");
    throw new UsageError(`--split: expected a part that ${spec} has (${present}), got ${name}.`);
  }
  const words = { train: "images", val: "validation images", test: "test images" } as const;
  return { data, what: split === "train" ? "training images" : words[name] };
}
