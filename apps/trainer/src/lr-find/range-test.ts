/** The steps of a learning-rate range test. */
import type { Batch, BatchSource } from "@tresnet/data";
import { type LearningRateFinder, NonFiniteError } from "@tresnet/training";
import { InterruptedError } from "../errors.ts";
import { rateText } from "../report/learning-rate-chart.ts";
import type { TrainingSteps } from "../training/assemble-steps.ts";
import type { ProgressReport } from "../training/progress-report.ts";
import { takeStep } from "../training/take-step.ts";

export interface RangeTest {
  readonly steps: TrainingSteps;
  readonly finder: LearningRateFinder;
  /** Steps of a test that nothing stops. */
  readonly numIt: number;
  readonly progress: ProgressReport;
  readonly signal: AbortSignal;
}

/**
 * Steps the training until the finder has seen enough, over as many epochs as that takes; the weights are spoilt then.
 * @throws NonFiniteError when the loss of the very first step is not finite, which no learning rate changes;
 * InterruptedError.
 */
export async function runRangeTest({ steps, finder, numIt, progress, signal }: RangeTest): Promise<void> {
  const source = await steps.input.source({ signal, onProgress: progress.features });
  const batches = endless(source);
  let before = performance.now();
  try {
    for (let done = 1; finder.learningRate !== undefined; done++) {
      const { learningRate } = finder;
      if (signal.aborted) {
        throw new InterruptedError(`Stopped after ${done - 1} of ${numIt} steps. Nothing was written.`);
      }
      const { loss, accuracy, images } = await updateWeights(steps, batches, learningRate).catch((error: unknown) =>
        burst(error, finder),
      );
      finder.record(loss);
      const seconds = (performance.now() - before) / 1000;
      before = performance.now();
      const shown = { loss: finder.curve.at(-1)?.smoothedLoss ?? loss, accuracy, images };
      progress.step({ epoch: 0, step: done, label: `lr ${rateText(learningRate)}`, ...shown }, seconds);
    }
  } finally {
    await batches.return(undefined);
  }
}

interface Placed {
  readonly batch: Batch;
  /** From 0. */
  readonly epoch: number;
}

async function* endless(loader: BatchSource): AsyncGenerator<Placed, undefined, undefined> {
  for (let epoch = 0; ; epoch++) {
    for await (const batch of loader.epoch(epoch)) yield { batch, epoch };
  }
}

/** Means over the batches of one update: several, where gradients are gathered. */
interface Update {
  readonly loss: number;
  readonly accuracy: number;
  readonly images: number;
}

async function updateWeights(
  steps: TrainingSteps,
  batches: AsyncGenerator<Placed, undefined, undefined>,
  learningRate: number,
): Promise<Update> {
  let [lossSum, correctSum, images] = [0, 0, 0];
  for (;;) {
    const { value } = await batches.next();
    if (value === undefined) throw new Error("runRangeTest: expected batches without an end.");
    const { batch, epoch } = value;
    const { loss, correct, updated } = await takeStep(steps, batch, epoch, { learningRate });
    images += batch.labels.length;
    lossSum += loss * batch.labels.length;
    correctSum += correct;
    if (updated) return { loss: lossSum / images, accuracy: correctSum / images, images };
  }
}

/** A loss that is not finite ends the test, as planned; but not at once. */
function burst(error: unknown, { curve }: LearningRateFinder): Update {
  if (!(error instanceof NonFiniteError) || curve.length === 0) throw error;
  return { loss: Number.NaN, accuracy: Number.NaN, images: 0 };
}
