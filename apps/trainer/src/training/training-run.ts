/** The training loop: epochs, validation, checkpoints, interruption and resumption. */
import type { Batch, Dataset } from "@tresnet/data";
import { type Evaluator, NonFiniteError, type Schedule, saveCheckpoint } from "@tresnet/training";
import { batchCounts, saveWeights } from "@tresnet/zoo";
import { InterruptedError } from "../errors.ts";
import { evaluateDataset } from "../evaluation/evaluate-dataset.ts";
import type { AnyEvaluation } from "../evaluation/evaluation.ts";
import type { ImagesOrFeatures } from "../images/frozen-features.ts";
import { type BestScore, encodeInfo, type Position } from "../run-directory/checkpoint-metadata.ts";
import { appendMetrics, type EpochMetrics } from "../run-directory/metrics-log.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { commandName } from "../terminal/command-name.ts";
import { shellWord } from "../terminal/shell-word.ts";
import type { TrainingSteps } from "./assemble-steps.ts";
import type { Interruption } from "./interruption.ts";
import type { ProgressReport } from "./progress-report.ts";
import { takeStep } from "./take-step.ts";

/** All that the loop works with; the caller closes and disposes it. */
export interface TrainingRun extends TrainingSteps {
  readonly run: RunDirectory;
  readonly schedule: Schedule;
  /** What is held out, if anything. */
  readonly validation: Validation | undefined;
  readonly progress: ProgressReport;
  readonly interruption: Interruption;
}

/** What is held out, and what scores the model on it. */
export interface Validation {
  readonly data: Dataset;
  readonly input: ImagesOrFeatures;
  /** Of images, and of features where steps take these. */
  readonly evaluator: () => Evaluator;
}

/** The position of a run that has not begun. */
export const start: Position = { epoch: 0, batch: 0, lossSum: 0, correct: 0, images: 0, seconds: 0 };

/**
 * Trains from `from` to the last epoch, or to where it has not become better for as long as `patience` says, and
 * returns where it ended.
 *
 * After each epoch: validate, log, keep the best weights, write a checkpoint. The order matters: a checkpoint says that
 * all before it is on disk, so a run that is killed anywhere repeats at most what its last checkpoint does not know.
 * @throws InterruptedError when the user stops it; a checkpoint was written.
 * @throws NonFiniteError when loss or gradients are NaN; the last checkpoint is still good.
 */
export async function trainEpochs(training: TrainingRun, from: Position): Promise<Position> {
  let position = from;
  while (position.epoch < training.options.epochs && !hasStalled(training.options, position)) {
    position = await trainEpoch(training, position);
    position = await endEpoch(training, position);
  }
  return position;
}

/** Whether no epoch has been better than the best for as long as the user would wait. */
function hasStalled({ patience }: TrainOptions, { epoch, best }: Position): boolean {
  return patience !== undefined && best !== undefined && epoch - best.epoch >= patience;
}

/** Runs the batches of one epoch that are not done yet. */
async function trainEpoch(training: TrainingRun, from: Position): Promise<Position> {
  const { loader, options, interruption, progress } = training;
  let position = from;
  const pass = { signal: interruption.signal, onProgress: progress.features };
  const source = await training.input.source(pass).catch(async (error: unknown) => {
    await stopIfRequested(training, position);
    throw error;
  });
  let before = performance.now();
  for await (const batch of source.epoch(position.epoch, { startBatch: position.batch })) {
    position = await trainBatch(training, position, batch, () => {
      const seconds = (performance.now() - before) / 1000;
      before = performance.now();
      return seconds;
    });
    if (interruption.requested) break;
    const { checkpointInterval } = options;
    if (
      checkpointInterval > 0 &&
      position.batch % checkpointInterval === 0 &&
      position.batch < loader.batchesPerEpoch
    ) {
      await checkpoint(training, position);
      before = performance.now();
    }
  }
  await stopIfRequested(training, position);
  return position;
}

async function trainBatch(
  training: TrainingRun,
  position: Position,
  batch: Batch,
  lap: () => number,
): Promise<Position> {
  const { schedule, loader, progress } = training;
  const settings = schedule(position.epoch * loader.batchesPerEpoch + batch.number);
  const { loss, correct } = await takeStep(training, batch, position.epoch, settings);
  const seconds = lap();
  const count = batch.labels.length;
  const next = {
    ...position,
    batch: batch.number + 1,
    lossSum: position.lossSum + loss * count,
    correct: position.correct + correct,
    images: position.images + count,
    seconds: position.seconds + seconds,
  };
  progress.step(
    {
      epoch: next.epoch,
      step: next.batch,
      images: count,
      loss: next.lossSum / next.images,
      accuracy: next.correct / next.images,
    },
    seconds,
  );
  return next;
}

/** Validates, logs, keeps the best weights and writes the checkpoint of a finished epoch. */
async function endEpoch(training: TrainingRun, position: Position): Promise<Position> {
  const { run, options, schedule, loader, progress } = training;
  const startMs = performance.now();
  const scores = await validate(training, position);
  const validationSeconds = (performance.now() - startMs) / 1000;
  const seconds = position.seconds + validationSeconds;
  const steps = (position.epoch + 1) * loader.batchesPerEpoch;
  const metrics: EpochMetrics = {
    epoch: position.epoch + 1,
    step: steps,
    trainLoss: position.lossSum / position.images,
    trainAccuracy: position.correct / position.images,
    learningRate: schedule(steps - 1).learningRate,
    ...(scores && validationMetrics(scores)),
    imagesPerSecond: progress.imagesPerSecond,
    seconds,
  };
  const usual = training.saved.task === "multi-label" ? "map" : "accuracy";
  const score = scoreOf(options.evalMetric ?? usual, metrics, scores !== undefined);
  // Without validation the last weights count. Without a score, such as mAP where no image has any of the classes, the
  // first are kept until some have one.
  const isBest =
    scores === undefined || position.best === undefined || (score !== undefined && isBetter(score, position.best));
  const best = isBest ? score : position.best;
  if (isBest) await saveBest(training, steps);
  await appendMetrics(run.metrics, metrics);
  const next: Position = { ...start, epoch: position.epoch + 1, seconds, ...(best && { best }) };
  await training.state.enter(next.epoch);
  await checkpoint(training, next);
  progress.epoch(metrics, { isBest, validationSeconds });
  if (next.epoch < options.epochs) await stopIfRequested(training, undefined);
  return next;
}

async function validate(training: TrainingRun, position: Position): Promise<AnyEvaluation | undefined> {
  const { validation, interruption, progress, saved } = training;
  if (validation === undefined) return undefined;
  const { signal } = interruption;
  const onProgress = (done: number, total: number) => progress.count("validating", done, total);
  try {
    const source = await validation.input.source({ signal, onProgress: progress.features });
    const options = { classes: saved.numClasses, signal, onProgress };
    const evaluator = withFiniteAnswers(validation.evaluator(), position.epoch + 1);
    const evaluate = () => evaluateDataset(evaluator, source, validation.data, options);
    const { evaluation } = await withAverage(training, evaluate);
    return evaluation;
  } catch (error) {
    await stopIfRequested(training, position);
    throw error;
  }
}

/**
 * @throws NonFiniteError in place of answers of NaN, which a model gives whose statistics or averages have overflowed.
 */
function withFiniteAnswers(evaluator: Evaluator, epoch: number): Evaluator {
  return {
    async run(images, targets) {
      const answers = await evaluator.run(images, targets);
      if (!answers.probabilities.some(Number.isNaN)) return answers;
      throw new NonFiniteError(
        `validation after epoch ${epoch}: the model's answers must be finite, but are NaN: weights or running statistics have grown too large.`,
        { step: epoch, learningRate: undefined },
      );
    },
    dispose: () => evaluator.dispose(),
  };
}

/** Runs `work` with the averaged weights in the model, where the run averages. */
export function withAverage<T>({ state }: Pick<TrainingRun, "state">, work: () => Promise<T>): Promise<T> {
  return state.average === undefined ? work() : state.average.use(work);
}

async function saveBest(training: TrainingRun, batches: number): Promise<void> {
  const { run, saved, state } = training;
  const metadata = encodeInfo({ kind: "weights", model: saved });
  await withAverage(training, () => saveWeights(state.model, run.best, { metadata, batches }));
}

async function checkpoint({ run, saved, state }: TrainingRun, position: Position): Promise<void> {
  const batchesBefore = batchCounts(state.model);
  const info = encodeInfo({ kind: "training", model: saved, position, batchesBefore });
  await saveCheckpoint(run.last, state.step.state(), info);
}

/** Ends the run when the user asked for it, after a checkpoint of `position`; without one it is written already. */
async function stopIfRequested(training: TrainingRun, position: Position | undefined): Promise<void> {
  const { interruption, run } = training;
  if (!interruption.requested) return;
  if (position !== undefined) await checkpoint(training, position);
  throw new InterruptedError(`Stopped. Go on with: ${commandName()} train --resume ${shellWord(run.folder)}`);
}

/** What has no value, such as mAP where no image has any of the classes, is left out. */
function validationMetrics(scores: AnyEvaluation): Partial<EpochMetrics> {
  const metrics =
    scores.task === "single-label"
      ? { valLoss: scores.loss, valAccuracy: scores.accuracy, valBalancedAccuracy: scores.balancedAccuracy }
      : {
          valLoss: scores.loss,
          valAccuracy: scores.exactMatch,
          valMeanAveragePrecision: scores.meanAveragePrecision,
        };
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}

/** Without validation the training images' loss or accuracy, which are all that there is. */
function scoreOf(
  metric: NonNullable<TrainOptions["evalMetric"]>,
  metrics: EpochMetrics,
  validated: boolean,
): BestScore | undefined {
  const { epoch, trainLoss, trainAccuracy } = metrics;
  if (!validated) {
    return metric === "loss"
      ? { epoch, metric, value: trainLoss }
      : { epoch, metric: "accuracy", value: trainAccuracy };
  }
  const value = metrics[scored[metric]];
  return value === undefined ? undefined : { epoch, metric, value };
}

const scored = {
  loss: "valLoss",
  accuracy: "valAccuracy",
  "balanced-accuracy": "valBalancedAccuracy",
  map: "valMeanAveragePrecision",
} as const satisfies Record<NonNullable<TrainOptions["evalMetric"]>, keyof EpochMetrics>;

function isBetter(score: BestScore, best: BestScore): boolean {
  return score.metric === "loss" ? score.value < best.value : score.value > best.value;
}
