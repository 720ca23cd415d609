/** What a training needs before its model: TensorFlow running, and data that fits the settings. */
import path from "node:path";
import { type DatasetSplits, openDataset } from "@tresnet/data";
import { cpuFeatures, type Engine } from "@tresnet/engine";
import { isHubName } from "@tresnet/zoo";
import { UsageError } from "../errors.ts";
import { chosenImages } from "../images/chosen-images.ts";
import { inTiles } from "../images/in-tiles.ts";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { reportDownload, reportNotice } from "../job/report-to.ts";
import { checkPretrained } from "../model/pretrained-weights.ts";
import { startEngine } from "../model/start-engine.ts";
import { type DataFingerprint, dataFingerprint } from "../run-directory/data-fingerprint.ts";
import { readingOf } from "../settings/data/reading-options.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { requireData } from "./checks/check-classes.ts";
import { checkSettings } from "./checks/check-regime.ts";
import type { TrainingTask } from "./tasks/task.ts";
import { taskOf } from "./tasks/task-of.ts";

/** What the settings alone do not say. */
export interface OpenOptions {
  /** Names the command in messages. */
  readonly command: string;
  /** Threads inside one TensorFlow op. @default those of the settings, or every core */
  readonly threads?: number | undefined;
  /** A check of the data before all others. */
  readonly check?: (fingerprint: DataFingerprint) => void;
}

/** TensorFlow and the images of a training. */
export interface EngineAndData {
  /** The settings, with the data's full name. */
  readonly options: TrainOptions & { readonly data: string };
  readonly engine: Engine;
  readonly threads: number;
  readonly data: DatasetSplits;
  readonly fingerprint: DataFingerprint;
  /** What the model is trained to answer. */
  readonly task: TrainingTask;
  /** Classes of the model. */
  readonly classes: number;
  /** What was told of the data while it was opened, for the report; more may be added. */
  readonly notices: string[];
}

/**
 * Starts TensorFlow, opens the data and checks that the settings fit it.
 * @throws UsageError when settings and data don't fit together, DataError, ProvisionError; what `check` throws.
 */
export async function openEngineAndData(
  job: Job<CommonEvent>,
  given: TrainOptions,
  { command, threads: wanted, check }: OpenOptions,
): Promise<EngineAndData> {
  const { initialCheckpoint, imageRoot, exportOutput } = given;
  const named = { ...given, data: requireData(given, command) };
  const task = taskOf(job, named);
  const options = {
    ...named,
    // So that who repeats the run is not in doubt.
    ...(task.name === "detect" && { task: task.name }),
    // Like the data's, its path is the same wherever the run is repeated from.
    ...(initialCheckpoint !== undefined && {
      initialCheckpoint: isHubName(initialCheckpoint) ? initialCheckpoint : path.resolve(initialCheckpoint),
    }),
    ...(imageRoot !== undefined && { imageRoot: path.resolve(imageRoot) }),
    ...(exportOutput !== undefined && { exportOutput: path.resolve(exportOutput) }),
  };
  const reading = readingOf(options.data, options);
  checkSettings(options);
  checkPretrained(options);
  const threads = wanted ?? options.threads ?? cpuFeatures().cores;
  const engine = await startEngine(job, { device: options.device, threads });
  const notices: string[] = [];
  const tell = reportNotice(job);
  const opened = await openDataset(options.data, {
    ...reading,
    ...task.reading(options),
    onNotice: (notice) => {
      notices.push(notice.message);
      tell(notice);
    },
    seed: options.seed,
    holdOut: options.valSplit,
    signal: job.signal,
    onProgress: reportDownload(job),
  });
  const data = inTiles(chosenImages(opened, options), task.reading(options).tile);
  const fingerprint = dataFingerprint(data, { boxes: task.name === "detect" });
  check?.(fingerprint);
  const classes = task.check(options, data.train);
  if (options.patience !== undefined && data.val === undefined) {
    throw new UsageError(
      `--patience: expected validation images to see by when nothing becomes better, and there are none. Hold some out by --val-split, or leave --patience out.`,
    );
  }
  return { options, engine, threads, data, fingerprint, task, classes, notices };
}
