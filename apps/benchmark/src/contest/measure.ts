/**
 * Measures sides against each other: each in its own process, all ready before the first round, then in turns A B C A B
 * C.
 */
import type { BenchmarkCase, SideName } from "../terms/cases.ts";
import type { Contest } from "../terms/measurement.ts";
import { compete } from "./compete.ts";
import type { Conditions } from "./conditions.ts";

export interface MeasureOptions extends Conditions {
  readonly case: BenchmarkCase;
  readonly sides: readonly SideName[];
  /** The sides that ratios are against. @default the last of `sides` */
  readonly baselines?: readonly SideName[];
}

/** Sides on one case. */
export interface Measurement extends Contest {
  readonly case: BenchmarkCase;
}

/**
 * Runs the measurement.
 * @throws Error when a side's process fails, or sides compute different things; all of them are ended then.
 */
export async function measure({ case: shared, sides, ...options }: MeasureOptions): Promise<Measurement> {
  const entries = sides.map((side) => ({ name: side, side, case: shared }));
  return { case: shared, ...(await compete({ ...options, entries })) };
}
