/** One training from its options to its report. */
import { rm } from "node:fs/promises";
import type { DatasetSplits } from "@tresnet/data";
import { loadCheckpoint } from "@tresnet/training";
import { restoreBatchCounts } from "@tresnet/zoo";
import { InterruptedError } from "../errors.ts";
import type { TrainOptions } from "../options/train-options.ts";
import type { Terminal } from "../output/terminal.ts";
import { type AssembledTraining, assembleTraining, type TrainingParts } from "./assemble-training.ts";
import { checkSameData } from "./check-same-data.ts";
import type { Position } from "./checkpoint-metadata.ts";
import { commandOf } from "./command-of.ts";
import { earlierRun } from "./earlier-run.ts";
import { environmentOf } from "./environment.ts";
import { explainDivergence } from "./explain-divergence.ts";
import { Interruption } from "./interruption.ts";
import { type EpochMetrics, restoreMetrics } from "./metrics-log.ts";
import { openTraining } from "./open-training.ts";
import { pretrainedWeights } from "./pretrained-weights.ts";
import { printEnd, printStart } from "./print-run.ts";
import { createRunDirectory, type RunConfig, type RunDirectory, writeConfig } from "./run-directory.ts";
import { type Tested, testBest } from "./test-model.ts";
import { start, trainEpochs } from "./training-run.ts";
import { writeReport } from "./write-report.ts";

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
 * Trains, evaluates the best weights on the test split (or the validation split where there is none) and writes the report.
 * @throws UsageError, DataError, CheckpointError, ProvisionError, NonFiniteError, InterruptedError.
 */
export async function runTraining(terminal: Terminal, request: TrainingRequest): Promise<TrainingOutcome> {
  const interruption = new Interruption(() =>
    terminal.line("Stopping after this step; press Ctrl-C again to stop at once."),
  );
  try {
    return await train(terminal, request, interruption);
  } catch (error) {
    if (interruption.requested && !(error instanceof InterruptedError)) {
      throw new InterruptedError("Stopped before the first checkpoint.", { cause: error });
    }
    throw error;
  } finally {
    interruption.close();
  }
}

async function train(
  terminal: Terminal,
  request: TrainingRequest,
  interruption: Interruption,
): Promise<TrainingOutcome> {
  const earlier = "resume" in request ? await earlierRun(request.resume) : undefined;
  const given = "resume" in request ? (earlier?.config.options ?? never()) : request.options;
  const { signal } = interruption;
  const { options, engine, threads, data, fingerprint, classes } = await openTraining(terminal, given, {
    ...{ command: "train", signal, threads: earlier?.config.intraOpThreads },
    check: (found) => earlier !== undefined && checkSameData(earlier.run, earlier.config, found),
  });
  const position = earlier?.position ?? start;
  const pretrained = position === start ? await pretrainedWeights(terminal, options, signal) : undefined;
  const run = earlier?.run ?? (await createRunDirectory(options));
  const config = earlier?.config ?? {
    command: commandOf(options),
    options,
    intraOpThreads: threads,
    environment: environmentOf(engine, options),
    data: fingerprint,
  };
  // A run that goes on has its weights in its own checkpoint, and needs the file that it began with no more.
  const initialCheckpoint = position === start ? (pretrained?.file ?? options.initialCheckpoint) : undefined;
  const starting = { ...options, initialCheckpoint };
  if (pretrained !== undefined) terminal.line(pretrained.notice(classes));
  const parts = { options: starting, run, data, classes, interruption };
  if (earlier === undefined) await writeConfig(run, config);
  const assembled = await assembleTraining(terminal, parts).catch(async (error: unknown) => {
    // A new run: its folder is of this moment, and nothing but the settings is in it.
    if (earlier === undefined) await rm(run.folder, { recursive: true, force: true });
    throw error;
  });
  if (earlier !== undefined && position !== start) {
    restoreBatchCounts(assembled.training.state.model, earlier.batchesBefore);
  }
  return trainOn(terminal, assembled, parts, config, position);
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
    printEnd(terminal, { run, tested, broken: broken().length, credit });
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
    const error = await explainDivergence(cause, run);
    const metrics = await restoreMetrics(run.metrics, Number.POSITIVE_INFINITY);
    const notice = error instanceof Error ? error.message : String(error);
    if (metrics.length > 0) {
      await writeReport({ run, config, metrics, best: undefined, tested: undefined, broken: broken(), notice });
    }
    throw error;
  }
}

function never(): never {
  throw new Error("runTraining: a resumed run has options.");
}
