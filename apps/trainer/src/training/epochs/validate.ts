/** Scores a model on the held-out images after an epoch. */
import { type Evaluator, NonFiniteError } from "@tresnet/training";
import { evaluateDataset } from "../../evaluation/evaluate-dataset.ts";
import type { AnyEvaluation } from "../../evaluation/evaluation.ts";
import { reportCount } from "../../job/report-to.ts";
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
  const { validation, job, saved } = setup;
  if (validation === undefined) return undefined;
  const { signal } = job;
  try {
    const source = await validation.input.source({ signal, onProgress: reportCount(job, "computing features") });
    const options = { classes: saved.numClasses, signal, onProgress: reportCount(job, "validating") };
    const evaluator = withFiniteAnswers(validation.evaluator(), position.epoch + 1);
    const evaluate = () => evaluateDataset(evaluator, source, validation.data, options);
    const { evaluation } = await withAverage(setup, evaluate);
    return evaluation;
  } catch (error) {
    await stopIfRequested(setup, position);
    throw error;
  }
}

/**
 * An evaluator that throws NonFiniteError in place of answers of NaN, which a model gives whose statistics or averages
 * have overflowed.
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
