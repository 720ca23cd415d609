/** What the engine has done in this thread since it was loaded: for benchmarks, which look at differences. */
export interface EngineCounts {
  /** Calls of TensorFlow that compute: one op, or one traced function. */
  readonly computeCalls: number;
  /** Time spent on recording functions, in milliseconds. */
  readonly tracingMs: number;
}

const counts = { computeCalls: 0, tracingMs: 0 };

/** The counts up to now. */
export function engineCounts(): EngineCounts {
  return { ...counts };
}

/** Counts a call that computes. */
export function countComputeCall(): void {
  counts.computeCalls++;
}

/** Adds the time of one recording. */
export function countTracing(durationMs: number): void {
  counts.tracingMs += durationMs;
}
