import * as tf from "@tensorflow/tfjs-core";
import { trainingContext, weightsOf } from "@tresnet/blocks";
import type { ImageClassifier } from "@tresnet/zoo";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tinyModel } from "../test/tiny-model.ts";
import { type Frozen, freeze } from "./freeze.ts";

let model: ImageClassifier;
beforeEach(() => {
  model = tinyModel(3, 1);
});
afterEach(() => model.dispose());

/** The keys of weights, parameters and statistics, that lie in the parts of this prefix. */
function keysUnder(...prefixes: string[]): string[] {
  return [...weightsOf(model).keys()].filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
}

const head = ["head."];
const late = ["body.layer3.", "body.layer4.", ...head];
const cases: readonly (readonly [Frozen, readonly string[]])[] = [
  ["none", ["body.", ...head]],
  [0, ["body.", ...head]],
  [1, ["body.layer", ...head]],
  [3, late],
  [5, head],
  ["backbone", head],
];

describe.each(cases)("freeze(%j)", (frozen, trainedParts) => {
  test(`leaves the parameters of ${trainedParts.join(" ")} to be trained`, () => {
    const trained = new Set(freeze(model, frozen));
    const expected = keysUnder(...trainedParts).filter((key) => !key.includes("running_"));
    const names = [...weightsOf(model)].filter(([, weight]) => trained.has(weight)).map(([key]) => key);
    expect(names).toEqual(expected);
    expect(trained.size).toBe(expected.length);
  });

  test("what is frozen stays the same to the bit in training, running statistics too, and all else changes", () => {
    const trained = freeze(model, frozen);
    const before = new Map([...weightsOf(model)].map(([key, weight]) => [key, weight.dataSync().slice()]));
    trainOneStep(trained);
    const changing = new Set(keysUnder(...trainedParts));
    for (const [key, weight] of weightsOf(model)) {
      if (changing.has(key)) expect(weight.dataSync(), key).not.toEqual(before.get(key));
      else expect(weight.dataSync(), key).toEqual(before.get(key));
    }
  });
});

/** One step of gradient descent, with the context that a training step makes of a list of weights. */
function trainOneStep(trained: readonly tf.Variable[]): void {
  const parameters = [...weightsOf(model).values()].filter((weight) => weight.trainable);
  const frozen = new Set(parameters.filter((weight) => !trained.includes(weight)));
  const context = { ...trainingContext(), frozen };
  tf.tidy(() => {
    // Scales of 0 at the ends of new blocks would stop the gradients after them.
    for (const [key, weight] of weightsOf(model))
      if (key.endsWith("bn.weight") && trained.includes(weight)) weight.assign(tf.onesLike(weight));
    const images = tf.randomUniform<tf.Rank.R4>([4, 64, 64, 3], 0, 1, "float32", 5);
    const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 1], "int32"), 3);
    const loss = () =>
      tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(model.forward(images, context)), labels), 1))) as tf.Scalar;
    const { grads } = tf.variableGrads(loss, [...trained]);
    for (const weight of trained) {
      const gradient = grads[weight.name];
      if (gradient === undefined) throw new Error(`no gradient for ${weight.name}`);
      weight.assign(tf.sub(weight, tf.mul(gradient, 0.1)));
    }
  });
}

test("refuses other numbers of stages", () => {
  expect(() => freeze(model, 6)).toThrow(
    'freeze: expected "none", "backbone" or a number of stages from 0 to 5, got 6',
  );
  expect(() => freeze(model, -1)).toThrow("got -1");
  expect(() => freeze(model, 1.5)).toThrow(RangeError);
});
