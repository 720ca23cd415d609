/**
 * Measures sides against each other: each in its own process, all ready before the first round, then in turns A B C A B
 * C.
 */
import type { BenchmarkCase, SideName } from "../terms/cases.ts";
import type { Contest } from "../terms/measurement.ts";
import { compete } from "./compete.ts";
import type { Conditions } from "./conditions.ts";

/** What a measurement of sides on one case is given. */
export interface MeasureOptions extends Conditions {
  /** The batch and the task that every side runs. */
  readonly case: BenchmarkCase;
  /** The sides, in the order of their turns. */
  readonly sides: readonly SideName[];
  /** The sides that ratios are against. @default the last of `sides` */
  readonly baselines?: readonly SideName[];
}

/** A contest of sides on one case. */
export interface Measurement extends Contest {
  /** The batch and the task that every side ran. */
  readonly case: BenchmarkCase;
}

/**
 * Measures sides on one case: each in a process of its own, all of them ready before the first round, then in turns.
 * @throws Error when a side's process fails, or sides compute different things; all of them are ended then.
 */
export async function measure({ case: shared, sides, ...options }: MeasureOptions): Promise<Measurement> {
  const entries = sides.map((side) => ({ name: side, side, case: shared }));
  return { case: shared, ...(await compete({ ...options, entries })) };
}
