/** Optimizer and schedule, as the options describe them. */
import {
  adamW,
  cosine,
  type LearningRateFactors,
  type OptimizerFactory,
  oneCycle,
  type Schedule,
  sgd,
} from "@tresnet/training";
import type { TrainOptions } from "../settings/train-options.ts";

/** The learning rate of SGD grows with the batch; this is its value for a batch of 256. */
const sgdRatePer256 = 0.1;

export function optimizerOf(
  { opt, momentum, weightDecay }: TrainOptions,
  learningRateFactors?: LearningRateFactors,
): OptimizerFactory {
  const factors = learningRateFactors && { learningRateFactors };
  switch (opt) {
    case "sgd":
      return sgd({ momentum, nesterov: true, weightDecay: weightDecay ?? 1e-4, ...factors });
    case "momentum":
      return sgd({ momentum, weightDecay: weightDecay ?? 1e-4, ...factors });
    case "adamw":
      return adamW({ weightDecay: weightDecay ?? 1e-2, ...factors });
    default:
      return opt satisfies never;
  }
}

/** The highest learning rate of the run. */
export function peakLearningRate({ lr, opt, batchSize, gradAccum }: TrainOptions): number {
  return lr ?? (opt === "adamw" ? 1e-3 : (sgdRatePer256 * batchSize * gradAccum) / 256);
}

/**
 * The schedule of a run; a run that begins with the head alone has one of its own for each part.
 *
 * One cycle is then fastai's `fine_tune`: the head climbs to the peak and stays there, the rest starts at a tenth of
 * it, climbs to half and falls.
 */
export function scheduleOf(options: TrainOptions, stepsPerEpoch: number): Schedule {
  const { epochs, freezeEpochs, sched } = options;
  const learningRate = peakLearningRate(options);
  if (freezeEpochs === 0) return partOf(options, { learningRate, epochs, stepsPerEpoch });
  const boundary = freezeEpochs * stepsPerEpoch;
  const head = partOf(options, { learningRate, epochs: freezeEpochs, stepsPerEpoch, climbFraction: 0.99 });
  const rest = partOf(options, {
    learningRate: sched === "onecycle" ? learningRate / 2 : learningRate,
    epochs: epochs - freezeEpochs,
    stepsPerEpoch,
    startDivisor: 5,
  });
  return (step) => (step < boundary ? head(step) : rest(step - boundary));
}

/** One part of a run. */
interface Part {
  /** Its highest. */
  readonly learningRate: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Of one cycle. */
  readonly climbFraction?: number;
  readonly startDivisor?: number;
}

function partOf({ sched, warmupEpochs, minLr }: TrainOptions, part: Part): Schedule {
  const { learningRate, epochs, stepsPerEpoch, climbFraction = 0.3, startDivisor = 25 } = part;
  const totalSteps = epochs * stepsPerEpoch;
  switch (sched) {
    case "onecycle":
      return oneCycle({ maxLearningRate: learningRate, totalSteps, climbFraction, startDivisor, minMomentum: false });
    case "cosine":
      return cosine({
        learningRate,
        totalSteps,
        minLearningRate: Math.min(minLr, learningRate),
        warmupSteps: Math.min(Math.round(warmupEpochs * stepsPerEpoch), totalSteps - 1),
      });
    case "constant":
      return () => ({ learningRate });
    default:
      return sched satisfies never;
  }
}
