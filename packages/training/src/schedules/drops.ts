/** The learning rate that falls by steps, as detectors of the field are trained. */
import { checkRange, checkStep, excluded } from "../check.ts";
import type { Schedule } from "./schedule.ts";

/** Settings of `drops`. */
export interface DropsOptions {
  /** The learning rate before the first drop, 0 or more. */
  readonly learningRate: number;
  /** Optimizer steps in the whole run. */
  readonly totalSteps: number;
  /**
   * Where the rate falls, as shares of the run in ascending order, each above 0 and at most 1. @default 2/3 and 11/12,
   * which are after epochs 8 and 11 of 12, and after 16 and 22 of 24
   */
  readonly at?: readonly number[];
  /** What is left of the rate after each drop, 0 to 1. @default 0.1 */
  readonly factor?: number;
  /** Steps of warm-up, a straight line up to `learningRate` that the run's first steps are. @default 0 */
  readonly warmupSteps?: number;
  /** The learning rate that the warm-up starts from, 0 or more. @default 0 */
  readonly warmupLearningRate?: number;
}

/**
 * Makes a schedule of drops after a linear warm-up: torch's `MultiStepLR` with milestones at shares of the run, each
 * rounded to a whole step.
 *
 * Steps count from 0; steps after the last keep the last rate.
 * @throws RangeError when a setting is out of its range, or the drops are not in ascending order.
 * @see Tian et al. 2019, https://arxiv.org/abs/1904.01355, §4 (mmdet's `schedule_1x` and `schedule_2x`)
 */
export function drops(options: DropsOptions): Schedule {
  const { learningRate, totalSteps, at = [2 / 3, 11 / 12], factor = 0.1 } = options;
  const { warmupSteps = 0, warmupLearningRate = 0 } = options;
  checkRange("drops", "learningRate", learningRate, 0);
  checkRange("drops", "totalSteps", totalSteps, 1);
  checkRange("drops", "factor", factor, 0, 1);
  checkRange("drops", "warmupSteps", warmupSteps, 0, totalSteps);
  checkRange("drops", "warmupLearningRate", warmupLearningRate, 0);
  at.forEach((share, place) => {
    checkRange("drops", `at[${place}]`, share, excluded(at[place - 1] ?? 0), 1);
  });
  const milestones = at.map((share) => Math.round(share * totalSteps));

  return (step) => {
    checkStep("drops", step);
    if (step < warmupSteps) {
      return { learningRate: warmupLearningRate + (step * (learningRate - warmupLearningRate)) / warmupSteps };
    }
    const passed = milestones.filter((milestone) => step >= milestone).length;
    return { learningRate: learningRate * factor ** passed };
  };
}
