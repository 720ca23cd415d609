/** What follows from a measurement of `scale`: the share of the sums that is not hidden, and the parts of a plan. */
import type { Precision } from "../terms/cases.ts";
import type { ScaleMeasurement } from "./measure-scale.ts";
import { type PlanParts, plannedStepMs } from "./plan.ts";
import { alone, apartName, togetherName } from "./scale-ways.ts";

/** How much longer a step takes because its processes train together. */
export interface Exposure {
  /** The way's name. */
  readonly name: string;
  readonly processes: number;
  /** The median step of as many processes that each train for themselves. */
  readonly apartMs: number;
  /** The median step of those that train together. */
  readonly togetherMs: number;
  /** All of the gradients added up, without a training beside it. */
  readonly reduceMs: number;
  /** The processor time of it, of one process. */
  readonly processorMs: number;
  /** The share of `reduceMs` that the step is longer by. */
  readonly share: number;
}

/** The exposure of every way of ours in which processes of this machine train together. */
export function exposures(measured: ScaleMeasurement): Exposure[] {
  const { ways, reductions, own } = measured;
  return ways.flatMap(({ name, side, processes, gradientFormat, megabits }) => {
    const reduction = reductions.findLast(({ team }) => team === name);
    if (side !== own || gradientFormat === null || megabits !== null || reduction === undefined) return [];
    const [apartMs, togetherMs] = [stepMs(measured, apartName(processes)), stepMs(measured, name)];
    const { median: reduceMs } = reduction.ms;
    const share = (togetherMs - apartMs) / reduceMs;
    return [{ name, processes, apartMs, togetherMs, reduceMs, processorMs: reduction.processorMs, share }];
  });
}

/**
 * The parts of a plan, where two processes with gradients in this format were measured; what they seem to take less
 * time for than each for itself is noise.
 */
export function planParts(measured: ScaleMeasurement, format: Precision): PlanParts | undefined {
  const name = togetherName(2, format);
  const exposure = exposures(measured).find((each) => each.name === name);
  const sums = measured.reductions.filter(({ team }) => team === name);
  const [single, whole] = [sums[0], sums.at(-1)];
  if (exposure === undefined || single === undefined || whole === undefined) return undefined;
  return {
    stepMs: stepMs(measured, alone),
    handlingMs: Math.max(0, exposure.togetherMs - exposure.apartMs),
    gradientBytes: whole.elements * (format === "bfloat16" ? 2 : 4),
    // A sum over two processes has two hops.
    hopMs: single.ms.median / 2,
  };
}

/** A network that two processes were held to: what the plan says of it, and what was measured. */
export interface PlanCheck {
  readonly megabits: number;
  readonly plannedMs: number;
  readonly measuredMs: number;
}

/** The plan beside each network that was measured. */
export function planChecks(measured: ScaleMeasurement): PlanCheck[] {
  return measured.ways.flatMap(({ name, gradientFormat, megabits }) => {
    const parts = gradientFormat === null ? undefined : planParts(measured, gradientFormat);
    if (parts === undefined || megabits === null) return [];
    const plannedMs = plannedStepMs(parts, { machines: 2, gigabits: megabits / 1000 });
    return [{ megabits, plannedMs, measuredMs: stepMs(measured, name) }];
  });
}

function stepMs({ results }: ScaleMeasurement, name: string): number {
  return results.find((result) => result.name === name)?.stepMs.median ?? Number.NaN;
}
