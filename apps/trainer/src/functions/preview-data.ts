/** `previewData`: draws images as a training will see them. */
import { hasBoxes, openDataset } from "@tresnet/data";
import { buildModel } from "@tresnet/zoo";
import { boxViews } from "../data-report/box-views.ts";
import { trainingViews, type ViewedImage } from "../data-report/training-views.ts";
import { sheetFormat, writePreview } from "../data-report/write-preview.ts";
import { detectorInputSize } from "../images/box-plan.ts";
import { chosenImages } from "../images/chosen-images.ts";
import { savedModel } from "../images/data-plan.ts";
import { inTiles } from "../images/in-tiles.ts";
import type { CommonEvent, DoneEvent } from "../job/events.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { reportCount, reportDownload, reportNotice } from "../job/report-to.ts";
import { untilStopped } from "../job/stop.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { checkDataName } from "../settings/check-data-name.ts";
import { readingOf } from "../settings/data/reading-options.ts";
import { classifierOf } from "../settings/detection/detector-name.ts";
import { type SheetInput, type SheetTableOptions, sheetTable } from "../settings/preview-options.ts";
import { type TrainOptions, trainTable } from "../settings/train-options.ts";
import { nothingToPreview, withData } from "../settings/with-data.ts";
import { taskOf } from "../training/tasks/task-of.ts";
import type { TrainInput } from "./train.ts";

/**
 * The settings of a training, and those of the sheet; `output` is the picture to write, .png or .jpg.
 *
 * `tresnet data preview --help` says of each what it does, what it may be and what it is by default.
 */
export interface PreviewDataInput extends Omit<TrainInput, "output">, SheetInput {}

/** What was drawn. */
export interface PreviewDataResult {
  /** The first images of the training, each with its views: their epoch, pixels and label. */
  readonly images: readonly ViewedImage[];
  /** The side of an image as the training sees it, in pixels. */
  readonly imgSize: number;
  /** The picture. */
  readonly output: string;
}

/** Everything that `previewData` tells, by its `type`; the last event is "done". */
export type PreviewDataEvent = CommonEvent | DoneEvent<PreviewDataResult>;

/**
 * Draws the first images of a training, as `tresnet data preview` does: each image itself, then what the first epochs
 * make of it. Equal settings give equal pixels. Needs no TensorFlow.
 * @throws UsageError naming the option that is wrong; DataError; InterruptedError when `signal` is aborted.
 */
export function previewData(
  { count, versions, output, ...training }: PreviewDataInput,
  settings: JobOptions<PreviewDataEvent> = {},
): Promise<PreviewDataResult> {
  return runJob(settings, async (job) => {
    const values = { count, versions, output };
    const sheet = resolveOptions(sheetTable, [{ source: "previewData", spelling: "code", values }]);
    const options = resolveOptions(trainTable, [{ source: "previewData", spelling: "code", values: training }]);
    const format = await sheetFormat(sheet.output);
    return untilStopped(job, async () => {
      const result = await draw(job, options, { sheet, format });
      job.emit({ type: "done", result });
      return result;
    });
  });
}

interface Drawing {
  readonly sheet: SheetTableOptions;
  readonly format: "png" | "jpeg";
}

async function draw(
  job: Job<PreviewDataEvent>,
  given: TrainOptions,
  { sheet, format }: Drawing,
): Promise<PreviewDataResult> {
  const { signal } = job;
  const { data } = withData(given, nothingToPreview);
  const options = { ...given, data: checkDataName(data) };
  const task = taskOf(job, options);
  const opened = await openDataset(options.data, {
    ...readingOf(options.data, options),
    ...task.reading(options),
    seed: options.seed,
    holdOut: options.valSplit,
    signal,
    onProgress: reportDownload(job),
    onNotice: reportNotice(job),
  });
  const { train } = inTiles(chosenImages(opened, options), task.reading(options).tile);
  const classes = task.check(options, train);
  const { count, versions, output } = sheet;
  const onProgress = reportCount(job, "drawing");
  if (task.name === "detect" && hasBoxes(train)) {
    const imgSize = detectorInputSize(options);
    const images = await boxViews(train, options, { count, versions, signal, onProgress });
    await writePreview(train, images, { file: output, format, size: 2 * imgSize });
    return { images, imgSize, output };
  }
  const saved = savedModel(options, buildModel(classifierOf(options.model), { numClasses: classes }), train);
  const images = await trainingViews(train, { options, saved, classes, count, versions, signal, onProgress });
  await writePreview(train, images, { file: output, format, size: saved.imgSize });
  return { images, imgSize: saved.imgSize, output };
}
