/** The training loop: epochs and their batches. */
import type { Batch } from "@tresnet/data";
import { reportCount } from "../../job/report-to.ts";
import type { Position } from "../../run-directory/checkpoint-metadata.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import { takeStep } from "../steps/take-step.ts";
import { saveLast, stopIfRequested } from "./checkpoints.ts";
import { endEpoch } from "./end-epoch.ts";
import type { EpochSetup } from "./epoch-setup.ts";

/**
 * Trains from `from` to the last epoch, or to where it has not become better for as long as `patience` says, and
 * returns where it ended.
 *
 * After each epoch: validate, log, keep the best weights, write a checkpoint. The order matters: a checkpoint says that
 * all before it is on disk, so a run that is killed anywhere repeats at most what its last checkpoint does not know.
 * @throws InterruptedError when the job's signal is aborted; a checkpoint was written.
 * @throws NonFiniteError when loss or gradients are NaN; the last checkpoint is still good.
 */
export async function trainEpochs(setup: EpochSetup, from: Position): Promise<Position> {
  let position = from;
  while (position.epoch < setup.options.epochs && !hasStalled(setup.options, position)) {
    position = await trainEpoch(setup, position);
    position = await endEpoch(setup, position);
  }
  return position;
}

/** Whether no epoch has been better than the best for as long as the user would wait. */
function hasStalled({ patience }: TrainOptions, { epoch, best }: Position): boolean {
  return patience !== undefined && best !== undefined && epoch - best.epoch >= patience;
}

/** Runs the batches of one epoch that are not done yet. */
async function trainEpoch(setup: EpochSetup, from: Position): Promise<Position> {
  const { loader, options, job } = setup;
  const { signal } = job;
  let position = from;
  const pass = { signal, onProgress: reportCount(job, "computing features") };
  const source = await setup.input.source(pass).catch(async (error: unknown) => {
    await stopIfRequested(setup, position);
    throw error;
  });
  let before = performance.now();
  for await (const batch of source.epoch(position.epoch, { startBatch: position.batch })) {
    const trained = await trainBatch(setup, position, batch, () => {
      const seconds = (performance.now() - before) / 1000;
      before = performance.now();
      return seconds;
    });
    position = trained.position;
    if (trained.stop) {
      setup.team.stop();
      break;
    }
    const { checkpointInterval } = options;
    if (
      checkpointInterval > 0 &&
      position.batch % checkpointInterval === 0 &&
      position.batch < loader.batchesPerEpoch
    ) {
      await setup.learner.step.synchronize();
      await saveLast(setup, position);
      before = performance.now();
    }
  }
  await setup.learner.step.synchronize();
  await stopIfRequested(setup, position);
  return position;
}

async function trainBatch(setup: EpochSetup, position: Position, batch: Batch, lap: () => number) {
  const { schedule, loader, throughput, job } = setup;
  const { batchesPerEpoch } = loader;
  const settings = schedule(position.epoch * batchesPerEpoch + batch.number);
  const taken = await takeStep(setup, batch, position.epoch, settings);
  const { loss, parts, correct, gradientNorm, updated, images, stop } = taken;
  const seconds = lap();
  const next: Position = {
    ...position,
    batch: batch.number + 1,
    lossSum: position.lossSum + loss * images,
    ...(parts && { lossParts: addedLosses(position.lossParts, parts, images) }),
    correct: position.correct + correct,
    images: position.images + images,
    seconds: position.seconds + seconds,
  };
  job.emit({
    type: "step",
    epoch: next.epoch + 1,
    step: next.batch,
    stepsPerEpoch: batchesPerEpoch,
    totalSteps: next.epoch * batchesPerEpoch + next.batch,
    images,
    loss,
    meanLoss: next.lossSum / next.images,
    ...(parts === undefined
      ? { accuracy: correct / images, meanAccuracy: next.correct / next.images }
      : { losses: parts }),
    learningRate: settings.learningRate,
    gradientNorm,
    updated,
    seconds,
    imagesPerSecond: throughput.step(next.epoch, images, seconds),
  });
  // Who trains alone may be told to stop by whoever hears of the step.
  return { position: next, stop: setup.team.size === 1 ? job.signal.aborted : stop };
}

/** Sums over images of the losses that a loss is the sum of. */
function addedLosses(
  sums: Position["lossParts"],
  parts: Readonly<Record<string, number>>,
  images: number,
): NonNullable<Position["lossParts"]> {
  return Object.fromEntries(Object.entries(parts).map(([name, loss]) => [name, (sums?.[name] ?? 0) + loss * images]));
}
