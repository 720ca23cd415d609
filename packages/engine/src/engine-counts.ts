/** What the engine has done in this thread since it was loaded; benchmarks look at differences of two such counts. */
export interface EngineCounts {
  /** How many calls of TensorFlow computed something: one op each, or one traced function. */
  readonly computeCalls: number;
  /** How long functions were recorded in all, in milliseconds. */
  readonly tracingMs: number;
}

const counts = { computeCalls: 0, tracingMs: 0 };

/** Returns the counts up to now. */
export function engineCounts(): EngineCounts {
  return { ...counts };
}

/** Counts one more call that computes. */
export function countComputeCall(): void {
  counts.computeCalls++;
}

/** Adds the time that one recording took, in milliseconds. */
export function countTracing(durationMs: number): void {
  counts.tracingMs += durationMs;
}
