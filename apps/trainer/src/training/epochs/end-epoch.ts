/** The end of an epoch: validation, log, best weights, checkpoint. */
import { type Position, start } from "../../run-directory/checkpoint-metadata.ts";
import { appendMetrics, type EpochMetrics } from "../../run-directory/metrics-log.ts";
import { saveBest, saveLast, stopIfRequested } from "./checkpoints.ts";
import { isBetter, scoreOf, trainingFigures, validationMetrics } from "./epoch-score.ts";
import type { EpochSetup } from "./epoch-setup.ts";
import { validate } from "./validate.ts";

/** Validates, logs, keeps the best weights and writes the checkpoint of a finished epoch. */
export async function endEpoch(setup: EpochSetup, position: Position): Promise<Position> {
  const { run, options, schedule, loader, throughput, job, usualMetric, team } = setup;
  const startMs = performance.now();
  const scores = await validate(setup, position);
  const validationSeconds = (performance.now() - startMs) / 1000;
  if (scores) {
    job.emit({ type: "validation", epoch: position.epoch + 1, evaluation: scores, seconds: validationSeconds });
  }
  const seconds = position.seconds + validationSeconds;
  const steps = (position.epoch + 1) * loader.batchesPerEpoch;
  const metrics: EpochMetrics = {
    epoch: position.epoch + 1,
    step: steps,
    trainLoss: position.lossSum / position.images,
    ...trainingFigures(position),
    learningRate: schedule(steps - 1).learningRate,
    ...(scores && validationMetrics(scores)),
    imagesPerSecond: throughput.imagesPerSecond,
    seconds,
  };
  const score = scoreOf(options.evalMetric ?? usualMetric, metrics, scores !== undefined);
  // Without validation the last weights count. Without a score, such as mAP where no image has any of the classes, the
  // first are kept until some have one.
  const isBest =
    scores === undefined || position.best === undefined || (score !== undefined && isBetter(score, position.best));
  const best = isBest ? score : position.best;
  if (isBest) await saveBest(setup, steps);
  await setup.lock.requireHeld();
  if (team.task === 0) await appendMetrics(run.metrics, metrics);
  // What goes on, and when it ends, is decided in one place.
  const next = await team.told<Position>({ ...start, epoch: position.epoch + 1, seconds, ...(best && { best }) });
  await setup.learner.enter(next.epoch);
  await saveLast(setup, next);
  job.emit({ type: "epoch", metrics, isBest, best, validationSeconds });
  if (next.epoch < options.epochs) await stopIfRequested(setup, undefined);
  return next;
}
