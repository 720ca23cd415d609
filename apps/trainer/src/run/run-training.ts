/** One training from its options to its report. */
import { BatchLoader, type Dataset, type DatasetSplits, openDataset } from "@tresnet/data";
import { cpuFeatures } from "@tresnet/engine";
import { createEvaluator, loadCheckpoint } from "@tresnet/training";
import { loadWeights } from "@tresnet/zoo";
import { InterruptedError, UsageError } from "../errors.ts";
import { type DatasetEvaluation, evaluateDataset } from "../evaluation/evaluate-dataset.ts";
import { checkDataName } from "../options/check-data-name.ts";
import { flagOf } from "../options/option-name.ts";
import type { TrainOptions } from "../options/train-options.ts";
import { printEvaluation } from "../output/print-evaluation.ts";
import { provisionProgress } from "../output/provision-progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { type Position, readInfo } from "./checkpoint-metadata.ts";
import {
  balancedClassWeights,
  evaluationTransform,
  loaderOptions,
  savedModel,
  trainingTransform,
} from "./data-plan.ts";
import { environmentOf } from "./environment.ts";
import { Interruption } from "./interruption.ts";
import { type EpochMetrics, restoreMetrics } from "./metrics-log.ts";
import { scheduleOf } from "./optimization.ts";
import { ProgressReport } from "./progress-report.ts";
import {
  createRunDirectory,
  type RunConfig,
  type RunDirectory,
  readConfigOf,
  runDirectory,
  writeConfig,
} from "./run-directory.ts";
import { startEngine } from "./start-engine.ts";
import { start, type TrainingRun, trainEpochs } from "./training-run.ts";
import { buildModelOf, buildTraining } from "./training-state.ts";
import { writeReport } from "./write-report.ts";

/** What to train: a new run, or the directory of one to go on with. */
export type TrainingRequest = { readonly options: TrainOptions } | { readonly resume: string };

/** How a run ended. */
export interface TrainingOutcome {
  readonly run: RunDirectory;
  readonly config: RunConfig;
  readonly metrics: readonly EpochMetrics[];
  readonly best: Position["best"];
  readonly tested: { readonly data: Dataset; readonly what: string; readonly result: DatasetEvaluation } | undefined;
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
  const dataName = requireData(given);
  const options = { ...given, data: dataName };
  const { signal } = interruption;
  const threads = earlier?.config.intraOpThreads ?? options.threads ?? cpuFeatures().cores;
  const engine = await startEngine(terminal, { device: options.device, threads, signal });
  const data = await openDataset(dataName, {
    seed: options.seed,
    holdOut: options.valSplit,
    signal,
    onProgress: provisionProgress(terminal),
  });
  const classes = checkClasses(options, data.train);
  const run = earlier?.run ?? (await createRunDirectory(options));
  const config = earlier?.config ?? {
    command: commandOf(options),
    options,
    intraOpThreads: threads,
    environment: environmentOf(engine, options),
  };
  if (earlier === undefined) await writeConfig(run, config);
  return trainOn(terminal, { options, run, config, data, classes, interruption, position: earlier?.position ?? start });
}

interface Prepared {
  readonly options: TrainOptions;
  readonly run: RunDirectory;
  readonly config: RunConfig;
  readonly data: DatasetSplits;
  readonly classes: number;
  readonly interruption: Interruption;
  readonly position: Position;
}

async function trainOn(terminal: Terminal, prepared: Prepared): Promise<TrainingOutcome> {
  const { options, run, config, data, classes, interruption, position } = prepared;
  const model = await buildModelOf(options, classes);
  const saved = savedModel(options, model, data.train);
  const shared = loaderOptions(options);
  const evaluating = { ...shared, transform: evaluationTransform(saved) };
  const dropLast = data.train.length >= options.batchSize;
  const loader = new BatchLoader(data.train, { ...shared, dropLast, transform: trainingTransform(options, saved) });
  const weights = options.classWeights === "balanced" ? balancedClassWeights(data.train, classes) : undefined;
  const state = buildTraining(options, model, weights);
  const evaluator = createEvaluator(model, { batchSize: options.batchSize, precision: options.precision });
  const validation = data.val && { data: data.val, loader: new BatchLoader(data.val, evaluating), evaluator };
  const progress = new ProgressReport(terminal, {
    epochs: options.epochs,
    stepsPerEpoch: loader.batchesPerEpoch,
    logInterval: options.logInterval,
  });
  const training: TrainingRun = {
    run,
    options,
    saved,
    state,
    schedule: scheduleOf(options, loader.batchesPerEpoch),
    loader,
    validation,
    progress,
    interruption,
  };
  const testData = data.test ?? data.val;
  const testLoader = testData && new BatchLoader(testData, evaluating);
  const broken = () => [loader, validation?.loader, testLoader].flatMap((one) => one?.broken ?? []);
  try {
    if (position !== start) await loadCheckpoint(run.last, state.step.state());
    await restoreMetrics(run.metrics, position.epoch);
    printStart(terminal, prepared, loader.batchesPerEpoch);
    let end: Position;
    try {
      end = await trainEpochs(training, position);
    } catch (error) {
      const metrics = await restoreMetrics(run.metrics, Number.POSITIVE_INFINITY);
      const notice = error instanceof Error ? error.message : String(error);
      if (metrics.length > 0) {
        await writeReport({ run, config, metrics, best: undefined, tested: undefined, broken: broken(), notice });
      }
      throw error;
    }
    const metrics = await restoreMetrics(run.metrics, options.epochs);
    await loadWeights(model, run.best);
    const result =
      testData &&
      testLoader &&
      (await evaluateDataset(evaluator, testLoader, testData, {
        signal: interruption.signal,
        onProgress: (done, total) => progress.count("testing", done, total),
      }));
    const what = data.test ? "test images" : "validation images";
    const tested = testData && result && { data: testData, what, result };
    const { credit } = data.train;
    await writeReport({ run, config, metrics, best: end.best, tested, broken: broken(), credit });
    printEnd(terminal, { run, tested, broken: broken().length, credit });
    return { run, config, metrics, best: end.best, tested, data };
  } finally {
    await Promise.all([loader.close(), validation?.loader.close(), testLoader?.close()]);
    evaluator.dispose();
    state.dispose();
  }
}

function printStart(terminal: Terminal, { options, data, run, position }: Prepared, stepsPerEpoch: number): void {
  const { bold, dim } = terminal.colors;
  const counts = [
    `${data.train.length} to train`,
    data.val && `${data.val.length} to validate`,
    data.test && `${data.test.length} to test`,
  ];
  terminal.line(`${bold(`${options.model} on ${options.data}`)}: ${counts.filter(Boolean).join(", ")} images`);
  terminal.line(dim(`classes: ${shortList(data.train.classNames)}; run directory: ${run.folder}`));
  if (position !== start) {
    const step = position.epoch * stepsPerEpoch + position.batch;
    terminal.line(`going on at epoch ${Math.min(position.epoch + 1, options.epochs)}, step ${step}`);
  }
}

function shortList(names: readonly string[]): string {
  return names.length <= 10 ? names.join(", ") : `${names.slice(0, 10).join(", ")} … (${names.length})`;
}

function printEnd(
  terminal: Terminal,
  {
    run,
    tested,
    broken,
    credit,
  }: Pick<TrainingOutcome, "run" | "tested"> & { broken: number; credit: string | undefined },
): void {
  terminal.line();
  if (tested !== undefined) printEvaluation(terminal, tested.result.evaluation, tested.what);
  if (broken > 0)
    terminal.line(terminal.colors.yellow(`${broken} images could not be read and were skipped; the report lists them`));
  if (credit !== undefined) terminal.line(terminal.colors.dim(`data: ${credit}`));
  terminal.line(`run directory: ${run.folder}`);
  terminal.line(`report: ${run.report}`);
}

async function earlierRun(folder: string): Promise<{ run: RunDirectory; config: RunConfig; position: Position }> {
  const run = runDirectory(folder);
  const config = await readConfigOf(run);
  const info = await readInfo(run.last).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  return { run, config, position: info?.position ?? start };
}

/** True for the error of a checkpoint that is not there: the run was killed before its first one. */
function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "ENOENT";
}

function requireData({ data }: TrainOptions): string {
  if (data !== undefined) return checkDataName(data);
  throw new UsageError(
    'train: expected data to train on, got none. Try "tresnet train synthetic" or "tresnet train folder:PATH".',
  );
}

function checkClasses({ numClasses }: TrainOptions, data: Dataset): number {
  const found = data.classNames.length;
  if (found < 2) {
    throw new UsageError(
      `${data.name}: expected at least two classes, got ${found} (${data.classNames.join(", ")}). Add a folder for another class.`,
    );
  }
  if (numClasses !== undefined && numClasses < found) {
    throw new UsageError(`--num-classes: expected at least ${found}, the classes of ${data.name}, got ${numClasses}.`);
  }
  return numClasses ?? found;
}

/** The command that repeats a run, with every setting that was given a value. */
function commandOf(options: TrainOptions): string {
  const { data, experiment: _, ...rest } = options;
  const flags = Object.entries(rest).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (typeof value === "boolean") return [`--${value ? "" : "no-"}${flagOf(key)}`];
    return [`--${flagOf(key)}`, Array.isArray(value) ? value.join(",") : String(value)];
  });
  return ["tresnet train", data, ...flags].join(" ");
}

function never(): never {
  throw new Error("runTraining: a resumed run has options.");
}
