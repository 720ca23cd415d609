/** Who takes part in a contest. */
import type { BenchmarkCase, SideName } from "../terms/cases.ts";

/** A side on a case of its own. */
export interface Entry {
  /** Unique among the entries of a contest. */
  readonly name: string;
  /** The side that runs the case. */
  readonly side: SideName;
  /** The batch and the task; entries of the same case are checked to compute the same. */
  readonly case: BenchmarkCase;
}
