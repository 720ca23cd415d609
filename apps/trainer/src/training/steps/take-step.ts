/** One batch through the training step. */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "@tresnet/data";
import type { StepResult, StepSettings } from "@tresnet/training";
import type { StepSetup } from "./step-setup.ts";

/**
 * What a step says of its batch, and whether it changed the weights or only gathered gradients for a step that does.
 */
export interface TakenStep extends StepResult {
  readonly updated: boolean;
  /** Images of the whole batch, of all processes. */
  readonly images: number;
  /** Whether one of the processes that train together asks all to stop after this step. */
  readonly stop: boolean;
}

/** Trains on a batch of an epoch, counted from 0, and gives the batch's memory back to the loader. */
export async function takeStep(
  { learner, loader, options, inputsOf, team }: StepSetup,
  batch: Batch,
  epoch: number,
  { learningRate, momentum }: StepSettings,
): Promise<TakenStep> {
  const { images, targets } = inputsOf(batch, epoch);
  const done = batch.number + 1;
  const updated = done % options.gradAccum === 0 || done === loader.batchesPerEpoch;
  const { step } = learner;
  const part = { ...(batch.counted !== undefined && { counted: batch.counted }), stop: team.asksToStop() };
  const result = await (updated
    ? step.run(images, targets, learningRate, momentum, part)
    : step.gather(images, targets, part)
  ).finally(() => tf.dispose([images, targets]));
  loader.recycle(batch);
  const { whole = { images: batch.labels.length, stop: false } } = result;
  return { ...result, ...whole, updated };
}
