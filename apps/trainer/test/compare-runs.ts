/** Expects two runs to be the same. */
import { expect } from "vitest";
import { runDifferences } from "./run-differences.ts";

export { metricsOf } from "./run-differences.ts";

/** Expects the same bits in every tensor of both checkpoints, and the same metrics but for the times. */
export async function expectSameRun(actual: string, expected: string): Promise<void> {
  expect(await runDifferences(actual, expected)).toEqual([]);
}
