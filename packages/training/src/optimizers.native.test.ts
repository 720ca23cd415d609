import * as tf from "@tensorflow/tfjs-core";
import { trace } from "@tresnet/engine";
import { describe, expect, test } from "vitest";
import { expectClose } from "../test/expect-close.ts";
import golden from "../test/golden/optimizers.json" with { type: "json" };
import { adamW } from "./adam-w.ts";
import type { OptimizerFactory } from "./optimizer.ts";
import { sgd } from "./sgd.ts";

type Values = Record<string, number[]>;

const cases: readonly (readonly [keyof typeof golden.expected, OptimizerFactory])[] = [
  ["sgd", sgd()],
  ["sgd-decay", sgd({ weightDecay: 0.05 })],
  ["sgd-nesterov-decay", sgd({ nesterov: true, weightDecay: 0.05 })],
  ["adamW", adamW({ weightDecay: 0 })],
  ["adamW-decay", adamW({ weightDecay: 0.05 })],
];
const shapes: Record<string, number[]> = golden.shapes;
const names = Object.keys(shapes);

function makeWeights(): Map<string, tf.Variable> {
  const start: Values = golden.start;
  return new Map(names.map((name) => [name, tf.tidy(() => tf.variable(tf.tensor(start[name] ?? [], shapes[name])))]));
}

/** Runs the golden steps and returns all weights and slots. */
async function optimize(factory: OptimizerFactory, traced: boolean): Promise<{ weights: Values; slots: Values }> {
  const weights = makeWeights();
  const optimizer = factory(weights);
  const apply = (...[learningRate, momentum, ...gradients]: tf.Tensor[]) => {
    const byName = new Map(gradients.map((gradient, i) => [names[i] ?? "", gradient]));
    optimizer.apply(byName, tf.reshape(learningRate ?? 0, []), tf.reshape(momentum ?? 0, []));
    return [];
  };
  const tracedApply = trace(apply, { name: "apply" });
  for (const [i, gradients] of golden.gradients.entries()) {
    const given: Values = gradients;
    const inputs = [
      tf.scalar(golden.learningRates[i] ?? 0),
      tf.scalar(golden.momenta[i] ?? 0),
      ...names.map((name) => tf.tensor(given[name] ?? [], shapes[name])),
    ];
    if (traced) await tracedApply(...inputs);
    else tf.tidy(() => apply(...inputs));
    tf.dispose(inputs);
  }
  const read = (variables: ReadonlyMap<string, tf.Variable>): Values =>
    Object.fromEntries([...variables].map(([name, variable]) => [name, [...variable.dataSync()]]));
  const values = { weights: read(weights), slots: read(optimizer.slots) };
  tracedApply.dispose();
  optimizer.dispose();
  tf.dispose([...weights.values()]);
  return values;
}

describe.each(cases)("%s", (name, factory) => {
  test("moves weights as torch does, learning rate and momentum changing at each step", async () => {
    const { weights } = await optimize(factory, false);
    const expected: Values = golden.expected[name];
    // 2e-6: five float32 steps on values up to 4 against float64
    for (const weight of names) expectClose(weights[weight] ?? [], expected[weight] ?? [], 2e-6, weight);
  });

  test("gives the same weights and slots traced", async () => {
    const eager = await optimize(factory, false);
    const traced = await optimize(factory, true);
    // 5e-7: TensorFlow's graph optimizer may regroup sums, a rounding or two apart
    for (const weight of names) expectClose(traced.weights[weight] ?? [], eager.weights[weight] ?? [], 5e-7, weight);
    expect(Object.keys(traced.slots)).toEqual(Object.keys(eager.slots));
    for (const slot of Object.keys(eager.slots))
      expectClose(traced.slots[slot] ?? [], eager.slots[slot] ?? [], 5e-7, slot);
  });
});

describe("every optimizer", () => {
  test.each([
    ["sgd", sgd()],
    ["adamW", adamW()],
  ])("%s keeps its state in variables made before the first step, and releases them", (_, factory) => {
    const before = tf.memory().numTensors;
    const weights = makeWeights();
    const optimizer = factory(weights);
    for (const name of names)
      expect([...optimizer.slots.keys()].some((slot) => slot.startsWith(`${name}.`))).toBe(true);
    for (const slot of optimizer.slots.values()) expect(slot.trainable).toBe(false);
    optimizer.dispose();
    tf.dispose([...weights.values()]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    ["sgd", sgd()],
    ["adamW", adamW()],
  ])("%s names a weight without a gradient", (who, factory) => {
    const weights = makeWeights();
    const optimizer = factory(weights);
    tf.tidy(() => {
      expect(() => optimizer.apply(new Map(), tf.scalar(1), tf.scalar(0.9))).toThrow(
        `${who}: expected an entry for "conv.weight", got 0 others`,
      );
    });
    optimizer.dispose();
    tf.dispose([...weights.values()]);
  });

  test("refuses settings out of range", () => {
    expect(() => sgd({ momentum: 1.5 })).toThrow("sgd: momentum must be a number from 0 to 1, got 1.5");
    expect(() => sgd({ weightDecay: -1 })).toThrow("sgd: weightDecay must be a number at least 0, got -1");
    expect(() => adamW({ beta1: 1 })).toThrow("adamW: beta1");
    expect(() => adamW({ epsilon: Number.NaN })).toThrow("adamW: epsilon must be a number at least 0, got NaN");
  });
});
