/** What a training needs before its model: TensorFlow running, and data that fits the settings. */
import { type DatasetSplits, openDataset } from "@tresnet/data";
import { cpuFeatures, type Engine } from "@tresnet/engine";
import { UsageError } from "../errors.ts";
import { chosenImages } from "../images/chosen-images.ts";
import { inTiles } from "../images/in-tiles.ts";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { reportDownload, reportNotice } from "../job/report-to.ts";
import { startEngine } from "../model/start-engine.ts";
import { type DataFingerprint, dataFingerprint } from "../run-directory/data-fingerprint.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { type PreparedTraining, prepareTraining } from "./prepare-training.ts";
import type { TrainingTask } from "./tasks/task.ts";

/** TensorFlow, running for a training. */
export interface StartedEngine {
  readonly engine: Engine;
  /** Threads inside one TensorFlow op. */
  readonly threads: number;
}

/** TensorFlow and the images of a training. */
export interface EngineAndData extends StartedEngine {
  /** The settings, with the data's full name. */
  readonly options: TrainOptions & { readonly data: string };
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
 * Starts TensorFlow with the threads of the settings, or one for each of this process's cores.
 * @throws ProvisionError.
 */
export async function startTrainingEngine(
  job: Job<CommonEvent>,
  { device, threads: wanted }: Pick<TrainOptions, "device" | "threads">,
  cores = cpuFeatures().cores,
): Promise<StartedEngine> {
  const threads = wanted ?? cores;
  return { engine: await startEngine(job, { device, threads }), threads };
}

/**
 * Opens the data and checks that the settings fit it; `check` is asked before all other checks of it.
 * @throws UsageError when settings and data don't fit together, DataError; what `check` throws.
 */
export async function openData(
  job: Job<CommonEvent>,
  { options, task, reading }: PreparedTraining,
  started: StartedEngine,
  check?: (fingerprint: DataFingerprint) => void,
): Promise<EngineAndData> {
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
  return { ...started, options, data, fingerprint, task, classes, notices };
}

/**
 * Starts TensorFlow, opens the data and checks that the settings fit it; `command` names the command in messages.
 * @throws UsageError when settings and data don't fit together, DataError, ProvisionError.
 */
export async function openEngineAndData(
  job: Job<CommonEvent>,
  given: TrainOptions,
  { command }: { readonly command: string },
): Promise<EngineAndData> {
  const prepared = prepareTraining(job, given, command);
  return openData(job, prepared, await startTrainingEngine(job, prepared.options));
}
