/** Runs `train-program.ts` on several processes, and compares what they say with one. */
import { loopbackAddresses } from "@tresnet/engine";
import { startProcess } from "@tresnet/vitest";
import { expect } from "vitest";
import type { Trained } from "./small-task.ts";

const program = new URL("./train-program.ts", import.meta.url);

/** What each process has printed, by the name of what it ran. */
export async function outcomes(size: number, run: readonly string[]): Promise<Record<string, unknown>[]> {
  const peers = await loopbackAddresses(size);
  const processes = peers.map((_, task) => startProcess({ peers, task, run }, program));
  return Promise.all(
    processes.map(async ({ line }) => {
      const lines = await Promise.all(run.map((name) => line(name)));
      return Object.assign({}, ...lines);
    }),
  );
}

/** The greatest difference between two lists of numbers. */
export function distance(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(0, ...actual.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN))));
}

/** Expects every variable within a tolerance. */
export function expectClose(actual: Trained["state"], expected: Trained["state"], tolerance: number): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    expect(distance(actual[name] ?? [], values), name).toBeLessThan(tolerance);
  }
}

/** Expects a training on several processes to be that on one: losses to 1e-5 step by step, weights to 1e-4. */
export function expectAsOne({ losses, correct, norms, state }: Trained, alone: Trained): void {
  expect(distance(losses, alone.losses)).toBeLessThan(1e-5);
  expect(distance(norms, alone.norms)).toBeLessThan(1e-4);
  expect(correct).toEqual(alone.correct);
  expectClose(state, alone.state, 1e-4);
}
