/** Optimizer and schedule, as the options describe them. */
import {
  type LearningRateFactors,
  type OptimizerFactory,
  optimizers,
  type Schedule,
  type ScheduleSettings,
  schedules,
} from "@tresnet/training";
import { wholeBatchOf } from "../cluster/whole-batch.ts";
import type { TrainOptions } from "../settings/train-options.ts";

/** The optimizer of a run; some weights learn slower or faster where factors say so. */
export function optimizerOf(
  { opt, momentum, weightDecay }: TrainOptions,
  learningRateFactors?: LearningRateFactors,
): OptimizerFactory {
  const { create, usualWeightDecay } = optimizers[opt];
  return create({ momentum, weightDecay: weightDecay ?? usualWeightDecay, learningRateFactors });
}

/** The highest learning rate of the run. */
export function peakLearningRate(options: TrainOptions): number {
  const { lr, opt, gradAccum } = options;
  return lr ?? optimizers[opt].usualLearningRate.of(wholeBatchOf(options) * gradAccum);
}

/** The schedule of a run; a run that begins with the head alone has one of its own for each part. */
export function scheduleOf(options: TrainOptions, stepsPerEpoch: number): Schedule {
  const { epochs, freezeEpochs, sched, warmupEpochs, minLr } = options;
  const partOf = (part: NonNullable<ScheduleSettings["part"]>, epochsOfPart: number) =>
    schedules[sched].create({
      learningRate: peakLearningRate(options),
      totalSteps: epochsOfPart * stepsPerEpoch,
      warmupSteps: Math.round(warmupEpochs * stepsPerEpoch),
      minLearningRate: minLr,
      part,
    });
  if (freezeEpochs === 0) return partOf("whole", epochs);
  const boundary = freezeEpochs * stepsPerEpoch;
  const head = partOf("head", freezeEpochs);
  const rest = partOf("rest", epochs - freezeEpochs);
  return (step) => (step < boundary ? head(step) : rest(step - boundary));
}
