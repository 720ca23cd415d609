/** One training from its options to its report. */
import { rm } from "node:fs/promises";
import { CheckpointError } from "@tresnet/checkpoints";
import type { DatasetSplits } from "@tresnet/data";
import { loadCheckpoint } from "@tresnet/training";
import { restoreBatchCounts } from "@tresnet/zoo";
import { InterruptedError } from "../errors.ts";
import { requireReadable } from "../images/require-readable.ts";
import { pretrainedWeights, startingFrom } from "../model/pretrained-weights.ts";
import { writeReport } from "../report/write-report.ts";
import type { Position } from "../run-directory/checkpoint-metadata.ts";
import { commandOf } from "../run-directory/command-of.ts";
import { environmentOf } from "../run-directory/environment.ts";
import { type EpochMetrics, restoreMetrics } from "../run-directory/metrics-log.ts";
import {
  createRunDirectory,
  type RunConfig,
  type RunDirectory,
  readConfigOf,
  runDirectory,
  writeConfig,
} from "../run-directory/run-directory.ts";
import { withRunLock } from "../run-directory/run-lock.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type AssembledTraining, assembleTraining, type TrainingParts } from "./assemble-training.ts";
import { checkSameData } from "./check-same-data.ts";
import { type EarlierRun, earlierRun } from "./earlier-run.ts";
import { explainDivergence } from "./explain-divergence.ts";
import { Interruption } from "./interruption.ts";
import { openTraining } from "./open-training.ts";
import { printEnd, printStart } from "./print-run.ts";
import { type Tested, testBest } from "./test-model.ts";
import { start, trainEpochs } from "./training-run.ts";

/** What to train: a new run, or the directory of one to go on with. */
export type TrainingRequest = { readonly options: TrainOptions } | { readonly resume: string };

/** How a run ended. */
export interface TrainingOutcome {
  readonly run: RunDirectory;
  readonly config: RunConfig;
  readonly metrics: readonly EpochMetrics[];
  readonly best: Position["best"];
  readonly tested: Tested | undefined;
  readonly data: DatasetSplits;
}

/**
 * Trains, evaluates the best weights on the test split (or the validation split where there is none) and writes the
 * report.
 * @throws UsageError, DataError, CheckpointError, ProvisionError, NonFiniteError, InterruptedError.
 */
export async function runTraining(terminal: Terminal, request: TrainingRequest): Promise<TrainingOutcome> {
  const interruption = new Interruption(() =>
    terminal.line("Stopping after this step; press Ctrl-C again to stop at once."),
  );
  try {
    return await train(terminal, request, interruption);
  } catch (error) {
    throw interruption.requested ? endOfInterrupted(error, request) : error;
  } finally {
    interruption.close();
  }
}

/** What a run ends with that was asked to stop: what went wrong on the disk is told, what was broken off is not. */
function endOfInterrupted(error: unknown, request: TrainingRequest): unknown {
  const isOfDisk = error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
  if (error instanceof InterruptedError || error instanceof CheckpointError || isOfDisk) return error;
  return new InterruptedError(
    "resume" in request ? `Stopped. ${request.resume} is as it was.` : "Stopped before the first checkpoint.",
    { cause: error },
  );
}

async function train(
  terminal: Terminal,
  request: TrainingRequest,
  interruption: Interruption,
): Promise<TrainingOutcome> {
  if (!("resume" in request)) return begin(terminal, request.options, interruption);
  const run = runDirectory(request.resume);
  await readConfigOf(run); // what is no run is not locked
  return withRunLock(run, async () => goOn(terminal, await earlierRun(request.resume), interruption));
}

/** Trains in a new folder. */
async function begin(terminal: Terminal, given: TrainOptions, interruption: Interruption): Promise<TrainingOutcome> {
  const { signal } = interruption;
  const opened = await openTraining(terminal, given, { command: "train", signal });
  const { options, engine, threads, data, fingerprint, classes } = opened;
  await requireReadable(data, signal);
  const pretrained = await pretrainedWeights(terminal, options, signal);
  const run = await createRunDirectory(options);
  return withRunLock(run, async () => {
    const config = {
      command: commandOf(options),
      options,
      intraOpThreads: threads,
      environment: environmentOf(engine, options),
      data: fingerprint,
    };
    const parts = { options: startingFrom(terminal, pretrained, opened), run, data, classes, interruption };
    await writeConfig(run, config);
    const assembled = await assembleTraining(terminal, parts).catch(async (error: unknown) => {
      // Its folder is of this moment, and nothing but the settings is in it.
      await rm(run.folder, { recursive: true, force: true });
      throw error;
    });
    return trainOn(terminal, assembled, parts, config, start);
  });
}

/** Goes on with a run from its last checkpoint; one without begins anew. */
async function goOn(
  terminal: Terminal,
  { run, config, position, batchesBefore }: EarlierRun,
  interruption: Interruption,
): Promise<TrainingOutcome> {
  const { signal } = interruption;
  const opened = await openTraining(terminal, config.options, {
    command: "train",
    signal,
    threads: config.intraOpThreads,
    check: (found) => checkSameData(run, config, found),
  });
  const { options, engine, data, classes } = opened;
  for (const line of otherConditions(config.environment, environmentOf(engine, options))) {
    terminal.line(terminal.colors.yellow(line));
  }
  // A run that goes on has its weights in its own checkpoint, and needs the file that it began with no more.
  const starting =
    position === start
      ? startingFrom(terminal, await pretrainedWeights(terminal, options, signal), opened)
      : { ...options, initialCheckpoint: undefined };
  const parts = { options: starting, run, data, classes, interruption };
  const assembled = await assembleTraining(terminal, parts);
  if (position !== start) restoreBatchCounts(assembled.training.state.model, batchesBefore);
  return trainOn(terminal, assembled, parts, config, position);
}

/** A sentence for each condition that changes what a run ends with and that is not as it began. */
function otherConditions(before: RunConfig["environment"], now: RunConfig["environment"]): string[] {
  return ["device", "precision", "TensorFlow"].flatMap((what) =>
    before[what] === now[what]
      ? []
      : [
          `The run began with ${what} ${before[what] ?? "unknown"} and goes on with ${now[what]}: it will not end with the same bits.`,
        ],
  );
}

async function trainOn(
  terminal: Terminal,
  assembled: AssembledTraining,
  { options, run, data }: TrainingParts,
  config: RunConfig,
  position: Position,
): Promise<TrainingOutcome> {
  const { training, broken } = assembled;
  try {
    await training.state.enter(position.epoch);
    if (position !== start) await loadCheckpoint(run.last, training.state.step.state());
    await restoreMetrics(run.metrics, position.epoch);
    printStart(terminal, { options, data, run, position }, training);
    const end = await trainAndReportFailure(assembled, config, position);
    const metrics = await restoreMetrics(run.metrics, options.epochs);
    const tested = await testBest(assembled);
    const { credit } = data.train;
    await writeReport({ run, config, metrics, best: end.best, tested, broken: broken(), credit });
    printEnd(terminal, { run, tested, broken: broken(), credit });
    return { run, config, metrics, best: end.best, tested, data };
  } finally {
    await assembled.dispose();
  }
}

/** A run that stops early leaves a report of what there is, which says why it stopped. */
async function trainAndReportFailure(
  { training, broken }: AssembledTraining,
  config: RunConfig,
  position: Position,
): Promise<Position> {
  try {
    return await trainEpochs(training, position);
  } catch (cause) {
    const { run } = training;
    const error = await explainDivergence(cause, run).catch(() => cause);
    const notice = error instanceof Error ? error.message : String(error);
    try {
      const metrics = await restoreMetrics(run.metrics, Number.POSITIVE_INFINITY);
      if (metrics.length > 0) {
        await writeReport({ run, config, metrics, best: undefined, tested: undefined, broken: broken(), notice });
      }
    } catch {
      // A disk that takes no report took no checkpoint either: why the run stopped is what matters.
    }
    throw error;
  }
}
