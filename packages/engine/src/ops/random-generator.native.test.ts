import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { trace } from "../tracing/traced-function.ts";
import { RandomGenerator } from "./random-generator.ts";

/** Two draws, the same again, and the one that follows them. */
function drawAgain(random: RandomGenerator): tf.Tensor[] {
  const start = random.state.clone();
  const draw = () => [random.uniform([3]), random.normal([2, 2])];
  const first = draw();
  return [...first, ...random.replay(start, draw), random.uniform([3])];
}

test.each(["eagerly", "traced"])("replay draws again what followed a state, and then goes on, %s", async (mode) => {
  const random = new RandomGenerator(5);
  const traced = trace(() => drawAgain(random));
  for (const draws of [3, 6]) {
    const tensors = mode === "traced" ? await traced() : tf.tidy(() => drawAgain(random));
    const [uniform, normal, uniformAgain, normalAgain, next] = tensors.map((tensor) => [...tensor.dataSync()]);
    expect([uniformAgain, normalAgain]).toEqual([uniform, normal]);
    expect(next).not.toEqual(uniform);
    expect([...random.state.dataSync()]).toEqual([5, draws]);
    tf.dispose(tensors);
  }
  traced.dispose();
  random.dispose();
});

test("replay goes on from where it was when its action fails", () => {
  const random = new RandomGenerator(5);
  tf.tidy(() => {
    const start = random.state.clone();
    random.uniform([3]);
    const fail = () => {
      throw new Error("no more");
    };
    expect(() => random.replay(start as tf.Tensor1D, fail)).toThrow("no more");
  });
  expect([...random.state.dataSync()]).toEqual([5, 1]);
  random.dispose();
});
