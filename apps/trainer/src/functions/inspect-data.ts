/** `inspectData`: what is in a data set, what is broken, and what is in it twice. */
import {
  type BoxInspection,
  type DataInspection,
  type DatasetSplits,
  hasBoxes,
  inspectBoxes,
  inspectDataset,
  openDataset,
} from "@tresnet/data";
import type { z } from "zod";
import { writeInspection } from "../data-report/write-inspection.ts";
import { chosenImages } from "../images/chosen-images.ts";
import type { CommonEvent, DoneEvent } from "../job/events.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { reportDownload } from "../job/report-to.ts";
import { untilStopped } from "../job/stop.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { checkDataName } from "../settings/check-data-name.ts";
import { checkOutputFile } from "../settings/check-output-file.ts";
import { readingOf } from "../settings/data/reading-options.ts";
import { type InspectDataOptions, inspectTable } from "../settings/data-options.ts";
import { nothingToInspect, withData } from "../settings/with-data.ts";

/**
 * The settings of `tresnet data inspect`, spelled as in code (`valSplit`); what is left out has its default.
 *
 * `tresnet data inspect --help` says of each what it does, what it may be and what it is by default.
 */
export interface InspectDataInput extends z.input<typeof inspectTable> {
  /** What to look at, such as "folder:photos" or "cifar10". */
  readonly data: string;
}

/** What an inspection found. */
export interface InspectDataResult {
  /** The counts, sizes, broken files and duplicates of the data. */
  readonly inspection: DataInspection;
  /** What was found of the boxes; only of data that has some. */
  readonly boxes?: BoxInspection;
  /** The page with the contact sheet. */
  readonly output: string;
}

/** Every image was looked at; the page comes next. */
export interface InspectedEvent {
  /** Tells this event from others. */
  readonly type: "inspected";
  /** The counts, sizes, broken files and duplicates of the data. */
  readonly inspection: DataInspection;
  /** What was found of the boxes; only of data that has some. */
  readonly boxes?: BoxInspection;
}

/** Everything that `inspectData` tells, by its `type`: "inspected" before the page is written, "done" at the end. */
export type InspectDataEvent = CommonEvent | InspectedEvent | DoneEvent<InspectDataResult>;

/**
 * Decodes every image of a data set once, as `tresnet data inspect` does: counts per class and part, sizes, broken
 * files, exact and near duplicates, and a page with a contact sheet. Needs no TensorFlow.
 * @throws UsageError naming the option that is wrong; DataError; InterruptedError when `signal` is aborted.
 */
export function inspectData(
  options: InspectDataInput,
  settings: JobOptions<InspectDataEvent> = {},
): Promise<InspectDataResult> {
  return runJob(settings, async (job) => {
    const resolved = resolveOptions(inspectTable, [
      { source: "inspectData", spelling: "code", values: { ...options } },
    ]);
    const { data, output } = withData(resolved, nothingToInspect);
    await checkOutputFile("--output", output);
    return untilStopped(job, async () => {
      const { inspection, boxes, parts } = await inspect(job, data, resolved);
      job.emit({ type: "inspected", inspection, ...(boxes && { boxes }) });
      const { samples } = resolved;
      await writeInspection(inspection, parts, { file: output, samples, signal: job.signal, boxes });
      const result = { inspection, ...(boxes && { boxes }), output };
      job.emit({ type: "done", result });
      return result;
    });
  });
}

async function inspect(
  job: Job<InspectDataEvent>,
  data: string,
  options: InspectDataOptions,
): Promise<{
  readonly inspection: DataInspection;
  readonly boxes: BoxInspection | undefined;
  readonly parts: DatasetSplits;
}> {
  const { seed, valSplit, workers, hashBits, correlation } = options;
  const { signal } = job;
  const spec = checkDataName(data);
  const notices: string[] = [];
  const opened = await openDataset(spec, {
    ...readingOf(spec, options),
    onNotice: ({ message }) => notices.push(message),
    seed,
    holdOut: valSplit,
    onProgress: reportDownload(job),
    signal,
  });
  const parts = chosenImages(opened, options);
  const inspection = await inspectDataset(parts, {
    workers,
    nearThreshold: { hashBits, correlation },
    signal,
    onProgress: (done, total) =>
      job.emit({ type: "progress", work: done < total ? "looking" : "comparing", done, total }),
  });
  const boxes = hasBoxes(parts.train) ? await inspectBoxes(parts, signal) : undefined;
  return { inspection: { ...inspection, warnings: [...notices, ...inspection.warnings] }, boxes, parts };
}
