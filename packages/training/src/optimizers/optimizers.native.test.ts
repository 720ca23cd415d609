import * as tf from "@tensorflow/tfjs-core";
import { trace } from "@tresnet/engine";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/expect-close.ts";
import golden from "../../test/golden/optimizers.json" with { type: "json" };
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

describe("learningRateFactors", () => {
  const [slow = "", usual = ""] = names;
  const learningRateFactors = new Map([[slow, 0.25]]);
  const pairs = [
    ["sgd", sgd({ weightDecay: 0.05, learningRateFactors }), sgd({ weightDecay: 0.05 })],
    ["adamW", adamW({ weightDecay: 0.05, learningRateFactors }), adamW({ weightDecay: 0.05 })],
  ] as const;

  /** Moves both weights once, at this learning rate. */
  function moveOnce(factory: OptimizerFactory, learningRate: number): Values {
    const weights = makeWeights();
    const optimizer = factory(weights);
    const given: Values = golden.gradients[0] ?? {};
    tf.tidy(() => {
      const gradients = new Map(names.map((name) => [name, tf.tensor(given[name] ?? [], shapes[name])]));
      optimizer.apply(gradients, tf.scalar(learningRate), tf.scalar(0.9));
    });
    const values = Object.fromEntries([...weights].map(([name, weight]) => [name, [...weight.dataSync()]]));
    optimizer.dispose();
    tf.dispose([...weights.values()]);
    return values;
  }

  test.each(pairs)(
    "of %s: a weight moves as at its share of the learning rate, decay included",
    (_, factory, plain) => {
      const moved = moveOnce(factory, 0.1);
      expectClose(moved[slow] ?? [], moveOnce(plain, 0.025)[slow] ?? [], 1e-6); // 1e-6: 0.1 · 0.25 rounded in float32
      expect(moved[usual]).toEqual(moveOnce(plain, 0.1)[usual]);
      expect(moved[slow]).not.toEqual(moveOnce(plain, 0.1)[slow]);
    },
  );

  test("refuses a factor below 0, and names the weight", () => {
    const factors = { learningRateFactors: new Map([["fc.weight", -1]]) };
    expect(() => sgd(factors)).toThrow('sgd: learningRateFactors["fc.weight"] must be a finite number at least 0, got');
    expect(() => adamW(factors)).toThrow('adamW: learningRateFactors["fc.weight"]');
  });
});
