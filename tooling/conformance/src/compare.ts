/** Compares what passed here with what the compiled tfjs-node addon passed on the same TensorFlow. */
import type { SpecResult } from "./spec-result.ts";

export interface Comparison {
  readonly passed: number;
  readonly failed: number;
  /** Names that the addon passes and that did not pass here, once for each missing time. */
  readonly regressions: readonly string[];
  /** Names that the addon fails and that pass here. */
  readonly gifts: readonly string[];
}

/** Compares as multisets, because jasmine allows one name to stand more than once. */
export function compare(
  results: readonly SpecResult[],
  passedByAddon: readonly string[],
  failedByAddon: readonly string[],
): Comparison {
  const passedHere = results.filter(({ status }) => status === "passed").map(({ name }) => name);
  const spare = countOf(passedHere);
  const regressions = passedByAddon.filter((name) => !take(spare, name));
  const gifts = failedByAddon.filter((name) => take(spare, name));
  return {
    passed: passedHere.length,
    failed: results.filter(({ status }) => status === "failed").length,
    regressions,
    gifts,
  };
}

function countOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, name: string): boolean {
  const count = counts.get(name) ?? 0;
  if (count > 0) counts.set(name, count - 1);
  return count > 0;
}
