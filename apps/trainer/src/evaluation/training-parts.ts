/** The parts of a training's data, found again to be evaluated on. */
import { DataError, type DatasetSplits, datasetOf, type OpenDatasetOptions, selectImages } from "@tresnet/data";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { dataFingerprint, isSameData } from "../run-directory/data-fingerprint.ts";
import { dataSamples } from "../run-directory/data-samples.ts";
import type { RunConfig } from "../run-directory/run-directory.ts";

/** Opens the data by the rules of trainings. */
export type OpenAsTrained = (settings: OpenDatasetOptions) => Promise<DatasetSplits>;

/**
 * The parts as the training drew them, where the data is what was trained on: by its name or, in another place, by its
 * files. Undefined where it is other data, or cannot be trained on any more; what is told then says so.
 * @throws DataError where data of that name can only be opened as for a training.
 */
export async function trainingParts(
  job: Job<CommonEvent>,
  spec: string,
  trained: RunConfig,
  open: OpenAsTrained,
  givenSeed: number | undefined,
): Promise<DatasetSplits | undefined> {
  return spec === trained.options.data ? named(job, spec, trained, open, givenSeed) : moved(job, spec, trained, open);
}

/** The data of that name; it may have changed since. */
async function named(
  job: Job<CommonEvent>,
  spec: string,
  { options, data }: RunConfig,
  open: OpenAsTrained,
  givenSeed: number | undefined,
): Promise<DatasetSplits | undefined> {
  const warn = (message: string) => job.emit({ type: "notice", level: "warning", message });
  const seed = givenSeed ?? options.seed;
  try {
    const parts = selectImages(await open({ seed }), { ...options, seed });
    if (givenSeed === undefined && !isSameData(dataFingerprint(parts, { boxes: options.task === "detect" }), data)) {
      warn(
        `${spec} has changed since the training: where parts are drawn, images that were trained on may be among these`,
      );
    }
    return parts;
  } catch (error) {
    if (!(error instanceof DataError) || !datasetOf(spec)?.row.openToEvaluate) throw error;
    warn(
      `${spec} has changed since the training, which it would no longer do for: where it has no parts, all of it is evaluated on, and images that were trained on are among these`,
    );
    return undefined;
  }
}

/** The same files in another place; files of the same names that hold others are other data. */
async function moved(
  job: Job<CommonEvent>,
  spec: string,
  { options, data }: RunConfig,
  open: OpenAsTrained,
): Promise<DatasetSplits | undefined> {
  const row = datasetOf(spec)?.row;
  if (!row?.isOfOneUser || row !== datasetOf(options.data ?? "")?.row) return undefined;
  const notices: Parameters<NonNullable<OpenDatasetOptions["onNotice"]>>[0][] = [];
  const { seed } = options;
  const parts = await open({ seed, onNotice: (notice) => notices.push(notice) })
    .then((opened) => selectImages(opened, { ...options, seed }))
    .catch((error: unknown) => {
      if (error instanceof DataError) return undefined; // other data, with other classes
      throw error;
    });
  if (parts === undefined || !isSameData(dataFingerprint(parts, { boxes: options.task === "detect" }), data))
    return undefined;
  if (data.samples !== undefined && data.samples !== (await dataSamples(parts.train))) return undefined;
  for (const notice of notices) job.emit({ type: "notice", ...notice });
  const message = `${spec} holds the training's own images (${options.data}): its parts are those of the training`;
  job.emit({ type: "notice", level: "info", message });
  return parts;
}
