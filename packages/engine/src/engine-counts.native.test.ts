import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { engineCounts } from "./engine-counts.ts";
import { trace } from "./tracing/traced-function.ts";

test("counts one call for each eager op and one for a whole traced function, whose recording is timed once", async () => {
  const x = tf.tensor1d([1, 2, 3]);
  const step = (input: tf.Tensor) => tf.sum(tf.square(tf.exp(input)));
  const start = engineCounts();
  const eager = tf.tidy(() => step(x));
  const afterEager = engineCounts();
  expect(afterEager.computeCalls - start.computeCalls).toBeGreaterThanOrEqual(3);
  expect(afterEager.tracingMs).toBe(start.tracingMs);

  const traced = trace(step);
  tf.dispose(await traced(x));
  const afterFirst = engineCounts();
  expect(afterFirst.computeCalls - afterEager.computeCalls).toBe(1);
  expect(afterFirst.tracingMs).toBeGreaterThan(afterEager.tracingMs);

  tf.dispose(await traced(x));
  const afterSecond = engineCounts();
  expect(afterSecond.computeCalls - afterFirst.computeCalls).toBe(1);
  expect(afterSecond.tracingMs).toBe(afterFirst.tracingMs);
  tf.dispose([x, eager]);
  traced.dispose();
});
