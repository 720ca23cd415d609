/** Optimizer and schedule, as the options describe them. */
import { adamW, cosine, type OptimizerFactory, oneCycle, type Schedule, sgd } from "@tresnet/training";
import type { TrainOptions } from "../options/train-options.ts";

/** The learning rate of SGD grows with the batch; this is its value for a batch of 256. */
const sgdRatePer256 = 0.1;

export function optimizerOf({ opt, momentum, weightDecay }: TrainOptions): OptimizerFactory {
  switch (opt) {
    case "sgd":
      return sgd({ momentum, nesterov: true, weightDecay: weightDecay ?? 1e-4 });
    case "momentum":
      return sgd({ momentum, weightDecay: weightDecay ?? 1e-4 });
    case "adamw":
      return adamW({ weightDecay: weightDecay ?? 1e-2 });
    default:
      return opt satisfies never;
  }
}

/** The highest learning rate of the run. */
export function peakLearningRate({ lr, opt, batchSize }: TrainOptions): number {
  return lr ?? (opt === "adamw" ? 1e-3 : (sgdRatePer256 * batchSize) / 256);
}

export function scheduleOf(options: TrainOptions, stepsPerEpoch: number): Schedule {
  const { sched, epochs, warmupEpochs, minLr } = options;
  const learningRate = peakLearningRate(options);
  const totalSteps = epochs * stepsPerEpoch;
  switch (sched) {
    case "onecycle":
      return oneCycle({ maxLearningRate: learningRate, totalSteps, minMomentum: false });
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
