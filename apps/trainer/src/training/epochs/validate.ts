/** Scores a model on the held-out images after an epoch. */
import type { AnyEvaluation } from "../../evaluation/evaluation.ts";
import type { Position } from "../../run-directory/checkpoint-metadata.ts";
import { stopIfRequested, withAverage } from "./checkpoints.ts";
import type { EpochSetup } from "./epoch-setup.ts";

/**
 * The scores of the averaged weights, or of the weights where the run does not average; undefined where nothing is held
 * out.
 * @throws InterruptedError when the job's signal is aborted, after a checkpoint of `position`.
 * @throws NonFiniteError when the model's answers are NaN.
 */
export async function validate(setup: EpochSetup, position: Position): Promise<AnyEvaluation | undefined> {
  const { validation, job } = setup;
  if (validation === undefined) return undefined;
  try {
    const pass = { job, work: "validating", epoch: position.epoch + 1 } as const;
    const { evaluation } = await withAverage(setup, () => validation.score(pass));
    return evaluation;
  } catch (error) {
    await stopIfRequested(setup, position);
    throw error;
  }
}
