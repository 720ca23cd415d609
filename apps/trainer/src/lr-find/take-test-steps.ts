/** The steps of a learning-rate range test. */
import type { Batch, BatchSource } from "@tresnet/data";
import { type LearningRateFinder, NonFiniteError } from "@tresnet/training";
import { InterruptedError } from "../errors.ts";
import type { Job } from "../job/job.ts";
import { reportCount } from "../job/report-to.ts";
import type { StepSetup } from "../training/steps/step-setup.ts";
import { takeStep } from "../training/steps/take-step.ts";
import { Throughput } from "../training/steps/throughput.ts";
import type { LearningRateEvent } from "./learning-rate-event.ts";

/** What a test steps, and how far. */
export interface RangeTest {
  readonly setup: StepSetup;
  readonly finder: LearningRateFinder;
  /** Steps of a test that nothing stops. */
  readonly numIt: number;
}

/**
 * Steps the training until the finder has seen enough, over as many epochs as that takes; the weights are spoilt then.
 * @throws NonFiniteError when the loss of the very first step is not finite, which no learning rate changes;
 * InterruptedError.
 */
export async function takeTestSteps(job: Job<LearningRateEvent>, { setup, finder, numIt }: RangeTest): Promise<void> {
  const { signal } = job;
  const source = await setup.input.source({ signal, onProgress: reportCount(job, "computing features") });
  const batches = endless(source);
  const throughput = new Throughput();
  let before = performance.now();
  try {
    for (let done = 1; finder.learningRate !== undefined; done++) {
      const { learningRate } = finder;
      if (signal.aborted) {
        throw new InterruptedError(`Stopped after ${done - 1} of ${numIt} steps. Nothing was written.`);
      }
      const update = await updateWeights(setup, batches, learningRate).catch((error: unknown) =>
        diverged(error, finder),
      );
      const { loss, images } = update;
      finder.record(loss);
      const seconds = (performance.now() - before) / 1000;
      before = performance.now();
      const smoothedLoss = finder.curve.at(-1)?.smoothedLoss ?? loss;
      const imagesPerSecond = throughput.step(0, images, seconds);
      const step = { step: done, steps: numIt, learningRate, smoothedLoss, seconds, imagesPerSecond };
      job.emit({ type: "step", ...step, ...update });
    }
  } finally {
    await batches.return(undefined);
  }
}

interface Placed {
  readonly batch: Batch;
  /** Counted from 0. */
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
  readonly accuracy?: number;
  readonly images: number;
}

async function updateWeights(
  setup: StepSetup,
  batches: AsyncGenerator<Placed, undefined, undefined>,
  learningRate: number,
): Promise<Update> {
  let [lossSum, correctSum, images] = [0, 0, 0];
  for (;;) {
    const { value } = await batches.next();
    if (value === undefined) throw new Error("takeTestSteps: expected batches without an end.");
    const { batch, epoch } = value;
    const { loss, parts, correct, updated, images: seen } = await takeStep(setup, batch, epoch, { learningRate });
    images += seen;
    lossSum += loss * seen;
    correctSum += correct;
    // Of what a detector answers nothing is counted as right.
    if (updated)
      return { loss: lossSum / images, images, ...(parts === undefined && { accuracy: correctSum / images }) };
  }
}

/** A loss that is not finite ends the test, as planned; but not at once. */
function diverged(error: unknown, { curve }: LearningRateFinder): Update {
  if (!(error instanceof NonFiniteError) || curve.length === 0) throw error;
  return { loss: Number.NaN, images: 0 };
}
