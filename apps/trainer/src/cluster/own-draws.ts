/** Random numbers of one process: the seed of all, in a stream of its own. */
import * as tf from "@tensorflow/tfjs-core";
import type { RandomGenerator } from "@tresnet/engine";

/** Odd, and about 2³² over the golden ratio: the seeds of neighbours are far apart. */
const step = 0x9e3779b1;

/** The seed of a task's own numbers, such as those of dropout: task 0 has the run's. */
export function ownSeed(seed: number, task: number): number {
  return (seed + Math.imul(task, step)) | 0;
}

/**
 * Gives a generator that has the state of task 0's its own seed back. All have drawn equally often, so that a run goes
 * on with the numbers that would have come.
 */
export function takeOwnSeed({ state }: Pick<RandomGenerator, "state">, seed: number, task: number): void {
  tf.tidy(() => state.assign(tf.concat1d([tf.tensor1d([ownSeed(seed, task)], "int32"), tf.slice1d(state, 1, 1)])));
}
