/** The images that a model is evaluated on: those of its training, or others. */
import {
  type Dataset,
  type DatasetSplits,
  datasetOf,
  type OpenDatasetOptions,
  openDataset,
  openDatasetToEvaluate,
  selectImages,
} from "@tresnet/data";
import { UsageError } from "../errors.ts";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { reportDownload, reportNotice } from "../job/report-to.ts";
import type { Checkpoint } from "../model/load-model.ts";
import { dataFingerprint, isSameData } from "../run-directory/data-fingerprint.ts";
import { configBeside, type RunConfig } from "../run-directory/run-directory.ts";
import { readingOf } from "../settings/data/reading-options.ts";
import type { EvaluateOptions } from "../settings/inference-options.ts";

/** The part of a data set to evaluate on. */
export interface EvaluationData {
  readonly data: Dataset;
  /** The validation images, where there are any. */
  readonly val: Dataset | undefined;
  /** What the images are: "test images". */
  readonly what: string;
}

/**
 * Opens the wanted part of the data; random splits are those of the training.
 * @throws UsageError when no data is named and the checkpoint lies in no run, or the data has no such part; DataError.
 */
export async function openEvaluationData(
  job: Job<CommonEvent>,
  { file }: Checkpoint,
  options: EvaluateOptions,
): Promise<EvaluationData> {
  const trained = await configBeside(file);
  const spec = options.data ?? trained?.options.data;
  if (spec === undefined) {
    throw new UsageError(`evaluate: expected data, got none, and there is no config.json beside ${file}. Add --data.`);
  }
  const seed = options.seed ?? trained?.options.seed ?? 0;
  const { imageRoot, labels } = options;
  const common = { onProgress: reportDownload(job), onNotice: reportNotice(job), signal: job.signal };
  const open = (settings: OpenDatasetOptions) => {
    const known = trained?.options;
    const { classes, withoutClasses } = known ?? {};
    const isOfTraining = spec === known?.data;
    const given = {
      imageRoot: imageRoot ?? (isOfTraining ? known?.imageRoot : undefined),
      labels: labels ?? known?.labels,
    };
    const reading = readingOf(spec, { ...given, classes, withoutClasses });
    return openDataset(spec, { seed, holdOut: known?.valSplit, ...common, ...reading, ...settings });
  };
  const known = trained && (await trainedParts(spec, trained, seed, open));
  if (known?.hasChanged && options.seed === undefined) {
    job.emit({
      type: "notice",
      level: "warning",
      message: `${spec} has changed since the training: where parts are drawn, images that were trained on may be among these`,
    });
  }
  // A folder or file that was not trained on has no test part of its own: all of it is.
  const parts =
    known?.parts ??
    (isOfOneUser(spec)
      ? await openDatasetToEvaluate(spec, { seed, ...common, ...readingOf(spec, { imageRoot, labels }) })
      : await open({}));
  return { ...choosePart(parts, options.split, spec), val: parts.val };
}

/** The parts of the training, where the data is what was trained on: by its name or, in another place, by its files. */
async function trainedParts(
  spec: string,
  { options, data }: RunConfig,
  wantedSeed: number,
  open: (settings: OpenDatasetOptions) => Promise<DatasetSplits>,
): Promise<{ readonly parts: DatasetSplits; readonly hasChanged: boolean } | undefined> {
  const isNamed = spec === options.data;
  if (!isNamed && !isOfOneUser(spec)) return undefined;
  const seed = isNamed ? wantedSeed : options.seed;
  const { classes, withoutClasses, trainPerClass } = options;
  const opening = open({ seed, ...(isNamed ? {} : { onNotice: undefined }) }).then((opened) =>
    selectImages(opened, { classes, withoutClasses, trainPerClass, seed }),
  );
  // Elsewhere it may be other data, with other classes.
  const parts = await (isNamed ? opening : opening.catch(() => undefined));
  const hasChanged = parts === undefined || !isSameData(dataFingerprint(parts), data);
  return parts === undefined || (hasChanged && !isNamed) ? undefined : { parts, hasChanged };
}

/** Whether data lies where a user has put it, and may lie elsewhere next time. */
function isOfOneUser(spec: string): boolean {
  return datasetOf(spec)?.row.isOfOneUser === true;
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
