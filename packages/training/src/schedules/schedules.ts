/** The learning-rate schedules by name: a new one is a file of its own and a row here. */
import { cosine } from "./cosine.ts";
import { drops } from "./drops.ts";
import { oneCycle } from "./one-cycle.ts";
import type { Schedule } from "./schedule.ts";

/** What a schedule of the table is made from. */
export interface ScheduleSettings {
  /** The highest learning rate of the run. */
  readonly learningRate: number;
  /** Updates of the weights in this part of the run, 1 or more. */
  readonly totalSteps: number;
  /** Updates of rising learning rate; only rows with `takesWarmup` use it, and no further than the part goes. */
  readonly warmupSteps: number;
  /** The learning rate to end with; only rows with `takesLeast` use it, and never above `learningRate`. */
  readonly minLearningRate: number;
  /** "head" where only the head is trained before everything is, "rest" for what comes after it. @default "whole" */
  readonly part?: "whole" | "head" | "rest";
}

/** A row of `schedules`: what a trainer has to know of a schedule to offer it. */
export interface ScheduleRow {
  /** Whether the settings' warm-up has an effect. */
  readonly takesWarmup: boolean;
  /** Whether the settings' least learning rate has an effect. */
  readonly takesLeast: boolean;
  /** Makes the schedule of one part of a run, whose steps count from 0. @throws RangeError for impossible settings. */
  readonly create: (settings: ScheduleSettings) => Schedule;
}

/**
 * The schedules that a trainer offers, by name: Smith's one cycle, half a cosine after a warm-up, drops to
 * a tenth at two thirds and at 11 twelfths of the run after a warm-up, no change.
 *
 * The choices and the help of a trainer are made from these rows.
 */
export const schedules = {
  onecycle: { takesWarmup: false, takesLeast: false, create: oneCycleOf },
  cosine: {
    takesWarmup: true,
    takesLeast: true,
    create: ({ learningRate, totalSteps, warmupSteps, minLearningRate }) =>
      cosine({
        learningRate,
        totalSteps,
        minLearningRate: Math.min(minLearningRate, learningRate),
        warmupSteps: Math.min(warmupSteps, totalSteps - 1),
      }),
  },
  drops: {
    takesWarmup: true,
    takesLeast: false,
    create: ({ learningRate, totalSteps, warmupSteps }) =>
      drops({ learningRate, totalSteps, warmupSteps: Math.min(warmupSteps, totalSteps - 1) }),
  },
  constant: {
    takesWarmup: false,
    takesLeast: false,
    create:
      ({ learningRate }) =>
      () => ({ learningRate }),
  },
} as const satisfies Readonly<Record<string, ScheduleRow>>;

/** The name of a row of `schedules`. */
export type ScheduleName = keyof typeof schedules;

/**
 * One cycle, momentum left to the optimizer. With the head first it is fastai's `fine_tune`: the head climbs to the
 * peak and stays there, the rest starts at a tenth of it, climbs to half and falls.
 */
function oneCycleOf({ learningRate, totalSteps, part = "whole" }: ScheduleSettings): Schedule {
  const ofPart = {
    whole: { maxLearningRate: learningRate },
    head: { maxLearningRate: learningRate, climbFraction: 0.99 },
    rest: { maxLearningRate: learningRate / 2, startDivisor: 5 },
  };
  return oneCycle({ ...ofPart[part], totalSteps, minMomentum: false });
}
