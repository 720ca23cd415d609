/** The one-cycle policy: the learning rate climbs, then falls to almost nothing, while the momentum mirrors it. */
import { checkRange, checkStep, excluded } from "../check.ts";
import type { Schedule } from "./schedule.ts";

/** Settings of `oneCycle`. */
export interface OneCycleOptions {
  /** The learning rate at the peak of the cycle, 0 or more. */
  readonly maxLearningRate: number;
  /** Optimizer steps in the whole run. */
  readonly totalSteps: number;
  /** Share of the steps spent climbing, above 0 and below 1 (three phases: at most 0.5). @default 0.3 */
  readonly climbFraction?: number;
  /** The run starts at maxLearningRate / startDivisor. @default 25 */
  readonly startDivisor?: number;
  /** The run ends at the starting learning rate / endDivisor. @default 10000 */
  readonly endDivisor?: number;
  /** Momentum at the peak, or false to leave momentum to the optimizer. @default 0.85 */
  readonly minMomentum?: number | false;
  /** Momentum at both ends. @default 0.95 */
  readonly maxMomentum?: number;
  /** Shape of the slopes. @default "cosine" */
  readonly anneal?: "cosine" | "linear";
  /** Whether the rate falls back to its start in as many steps as it climbed, and then to its end. @default false */
  readonly threePhase?: boolean;
}

interface Phase {
  readonly end: number;
  readonly learningRate: readonly [from: number, to: number];
  readonly momentum: readonly [from: number, to: number];
}

/**
 * Makes Smith's one-cycle policy, with the values of torch's `OneCycleLR`.
 *
 * Steps count from 0; steps after the last keep the last value.
 * A run too short for every phase goes through those that it has steps for.
 * @throws RangeError when a setting is out of its range.
 * @see Smith 2018, https://arxiv.org/abs/1803.09820
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { maxLearningRate, totalSteps, climbFraction = 0.3, startDivisor = 25, endDivisor = 1e4 } = options;
  const { minMomentum = 0.85, maxMomentum = 0.95, anneal = "cosine", threePhase = false } = options;
  checkRange("oneCycle", "maxLearningRate", maxLearningRate, 0);
  checkRange("oneCycle", "totalSteps", totalSteps, 1);
  checkRange("oneCycle", "climbFraction", climbFraction, excluded(0), threePhase ? 0.5 : excluded(1));
  checkRange("oneCycle", "startDivisor", startDivisor, 1);
  checkRange("oneCycle", "endDivisor", endDivisor, 1);
  checkRange("oneCycle", "maxMomentum", maxMomentum, 0, 1);
  if (minMomentum !== false) checkRange("oneCycle", "minMomentum", minMomentum, 0, maxMomentum);

  const start = maxLearningRate / startDivisor;
  const low = minMomentum === false ? maxMomentum : minMomentum;
  const climb: Omit<Phase, "end"> = { learningRate: [start, maxLearningRate], momentum: [maxMomentum, low] };
  const peak = climbFraction * totalSteps - 1;
  const last = totalSteps - 1;
  const phases: Phase[] = threePhase
    ? [
        { ...climb, end: peak },
        { end: 2 * peak, learningRate: [maxLearningRate, start], momentum: [low, maxMomentum] },
        { end: last, learningRate: [start, start / endDivisor], momentum: [maxMomentum, maxMomentum] },
      ]
    : [
        { ...climb, end: peak },
        { end: last, learningRate: [maxLearningRate, start / endDivisor], momentum: [low, maxMomentum] },
      ];
  const between = anneal === "cosine" ? betweenOnCosine : betweenOnLine;

  return (step) => {
    checkStep("oneCycle", step);
    const { phase, done } = locate(phases, Math.min(step, last));
    const learningRate = between(...phase.learningRate, done);
    return minMomentum === false ? { learningRate } : { learningRate, momentum: between(...phase.momentum, done) };
  };
}

/** The phase that a step falls into and how much of it is done, 0 to 1. */
function locate(phases: readonly Phase[], step: number): { phase: Phase; done: number } {
  let begin = 0;
  for (const phase of phases) {
    // A phase of no length, as in a run of one step, is done at once.
    if (step <= phase.end) return { phase, done: phase.end > begin ? (step - begin) / (phase.end - begin) : 1 };
    begin = phase.end;
  }
  throw new RangeError(`oneCycle: step ${step} lies after the last phase. Give totalSteps of at least ${step + 1}.`);
}

function betweenOnCosine(from: number, to: number, done: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * done));
}

function betweenOnLine(from: number, to: number, done: number): number {
  return from + (to - from) * done;
}
