import * as tf from "@tensorflow/tfjs-core";
import { disposeModule, inference, initializeWeights, trainingContext } from "@tresnet/blocks";
import { RandomGenerator, ShapeError, trace } from "@tresnet/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LinearHead } from "./linear-head.ts";

let head: LinearHead;
let features: tf.Tensor2D;
beforeEach(() => {
  head = new LinearHead(4, 3, { dropRate: 0.5 });
  initializeWeights(head, 7);
  features = tf.tensor2d([1, -2, 3, 0.5, 4, 0, -1, 2], [2, 4]);
});
afterEach(() => {
  disposeModule(head);
  features.dispose();
});

const forward = (context = inference) => tf.tidy(() => [...head.forward(features, context).dataSync()]);

test("multiplies features by weights and adds the bias", () => {
  tf.tidy(() => {
    head.weight.variable.assign(tf.tensor2d([1, 0, 2, 0, 1, 0, -1, 0, 0, 0, 2, 4], [4, 3]));
    head.bias.variable.assign(tf.tensor1d([10, 20, 30]));
  });
  expect(forward()).toEqual([8, 19, 34, 15, 24, 46]);
});

test("starts with small normal weights and no bias, the same for the same seed", () => {
  const values = [...head.weight.variable.dataSync()];
  expect([...head.bias.variable.dataSync()]).toEqual([0, 0, 0]);
  expect(new Set(values).size).toBe(12);
  expect(Math.max(...values.map(Math.abs))).toBeLessThan(0.05); // 5 standard deviations
  const first = (seed: number) => {
    const other = new LinearHead(4, 3);
    initializeWeights(other, seed);
    const drawn = [...other.weight.variable.dataSync()];
    disposeModule(other);
    return drawn;
  };
  expect(first(7)).toEqual(values);
  expect(first(8)).not.toEqual(values);
});

test("drops features in training only, anew at each call, and repeats with the seed", () => {
  const draws = (seed: number) => {
    const random = new RandomGenerator(seed);
    const logits = [forward(trainingContext(random)), forward(trainingContext(random))];
    random.dispose();
    return logits;
  };
  const [first, second] = draws(1);
  expect(first).not.toEqual(second);
  expect(draws(1)).toEqual([first, second]);
  expect(forward()).toEqual(forward());
  expect(forward()).not.toEqual(first);
  expect(() => forward(trainingContext())).toThrow(/LinearHead: expected random numbers/);
});

test("gives the same traced", async () => {
  const traced = trace((x: tf.Tensor2D) => head.forward(x, inference));
  const logits = await traced(features);
  expect([...logits.dataSync()]).toEqual(forward());
  logits.dispose();
  traced.dispose();
});

test("refuses features of another shape", () => {
  tf.tidy(() => {
    expect(() => head.forward(tf.zeros([2, 5]), inference)).toThrow("LinearHead: expected features [n, 4], got [2, 5]");
    expect(() => head.forward(tf.zeros([2, 5]), inference)).toThrow(ShapeError);
  });
});
