/** Half a cosine from the full learning rate down to the least, after an optional warm-up. */
import { checkRange, checkStep } from "../check.ts";
import type { Schedule } from "./schedule.ts";

/** Settings of `cosine`. */
export interface CosineOptions {
  /** The learning rate that the cosine starts from, 0 or more. */
  readonly learningRate: number;
  /** Steps of the cosine; after them the learning rate stays at its least. */
  readonly totalSteps: number;
  /** The learning rate that the cosine ends at, 0 to `learningRate`. @default 0 */
  readonly minLearningRate?: number;
  /** Steps of warm-up, a straight line up to `learningRate`. @default 0 */
  readonly warmupSteps?: number;
  /** The learning rate that the warm-up starts from, 0 or more. @default 0 */
  readonly warmupLearningRate?: number;
  /** Whether the warm-up comes before the cosine and makes the run longer, or covers its first steps. @default false */
  readonly warmupPrefix?: boolean;
}

/**
 * Makes a cosine decay with linear warm-up, with the values of timm's `CosineLRScheduler` for one cycle.
 *
 * Steps count from 0.
 * @throws RangeError when a setting is out of its range.
 * @see Loshchilov and Hutter 2017, https://arxiv.org/abs/1608.03983 (timm scheduler/cosine_lr.py)
 */
export function cosine(options: CosineOptions): Schedule {
  const { learningRate, totalSteps, minLearningRate = 0 } = options;
  const { warmupSteps = 0, warmupLearningRate = 0, warmupPrefix = false } = options;
  checkRange("cosine", "learningRate", learningRate, 0);
  checkRange("cosine", "totalSteps", totalSteps, 1);
  checkRange("cosine", "minLearningRate", minLearningRate, 0, learningRate);
  checkRange("cosine", "warmupSteps", warmupSteps, 0, warmupPrefix ? undefined : totalSteps);
  checkRange("cosine", "warmupLearningRate", warmupLearningRate, 0);

  return (step) => {
    checkStep("cosine", step);
    if (step < warmupSteps) {
      return { learningRate: warmupLearningRate + (step * (learningRate - warmupLearningRate)) / warmupSteps };
    }
    const done = (warmupPrefix ? step - warmupSteps : step) / totalSteps;
    if (done >= 1) return { learningRate: minLearningRate };
    return { learningRate: minLearningRate + ((learningRate - minLearningRate) / 2) * (1 + Math.cos(Math.PI * done)) };
  };
}
