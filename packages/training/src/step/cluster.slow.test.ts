import * as tf from "@tensorflow/tfjs-core";
import { type Context, disposeModule, weightsOf } from "@tresnet/blocks";
import { RandomGenerator } from "@tresnet/engine";
import { killAll } from "@tresnet/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { distance, expectAsOne, expectClose, outcomes } from "../../test/cluster/outcomes.ts";
import { partOf, read, smallNet, type Trained, trainSmallTask, ways } from "../../test/cluster/small-task.ts";
import { crossEntropy } from "../objectives/cross-entropy.ts";
import { sgd } from "../optimizers/sgd.ts";
import type { StepResult } from "./step-result.ts";
import { createTrainStep } from "./train-step.ts";
import { WeightAverage } from "./weight-average.ts";

const asOne = ["checkpointed", "frozen", "features", "mixed", "divided"] as const;
const run = ["own", "sync", "bfloat16", ...asOne, "asked", "gathered", "dropped", "notFinite", "wrongLabel"];

/** What each of 2 processes has printed, by the name of what it ran. */
let two: Record<string, unknown>[];

beforeAll(async () => {
  two = await outcomes(2, run);
});
afterAll(killAll);

const gatheredBy = (outcome: Record<string, unknown> | undefined) =>
  outcome?.gathered as Pick<Trained, "state"> & { readonly results: readonly StepResult[] };
const trained = (outcome: unknown) => outcome as Trained;

test("all processes report and hold the same, to the bit", () => {
  for (const way of ["own", "sync", "bfloat16", ...asOne, "asked", "gathered"]) {
    expect(two[1]?.[way]).toEqual(two[0]?.[way]);
  }
});

test("2 processes with statistics of their own equal two half batches whose gradients are averaged by hand", () => {
  const model = smallNet();
  const weights = weightsOf(model);
  const trainable = [...weights].filter(([, weight]) => weight.trainable);
  const momenta = new Map<string, number[]>();
  const statistics = [0, 1].map(() => new Map<string, number[]>());
  const losses: number[] = [];
  const objective = crossEntropy();
  for (const [from, to] of [
    [0, 6],
    [6, 12],
    [12, 18],
    [18, 19],
  ] as const) {
    const sums = new Map<string, number[]>();
    let loss = 0;
    for (const task of [0, 1]) {
      const { images, labels, counted } = partOf(from, to, task, 2);
      const share = counted / (to - from);
      const update: Context["update"] = (variable, value) => {
        const name = [...weights].find(([, weight]) => weight === variable)?.[0] ?? "";
        statistics[task]?.set(name, [...value.dataSync()]);
      };
      for (const [name, values] of statistics[task] ?? []) setValues(weights.get(name), values);
      const { value, grads } = tf.tidy(() => {
        const result = tf.variableGrads(
          () => objective.loss(model.forward(images, { training: true, update }), labels),
          trainable.map(([, weight]) => weight),
        );
        return { value: result.value.dataSync()[0] ?? 0, grads: readAll(result.grads) };
      });
      loss += share * value;
      for (const [name, { name: id }] of trainable) {
        const own = grads[id] ?? [];
        const sum = sums.get(name) ?? own.map(() => 0);
        sums.set(
          name,
          sum.map((total, index) => total + share * (own[index] ?? 0)),
        );
      }
      tf.dispose([images, labels]);
    }
    losses.push(loss);
    for (const [name, weight] of trainable) {
      const values = [...weight.dataSync()];
      // Vectors such as biases do not decay.
      const decay = weight.rank > 1 ? 1e-3 : 0;
      const gradient = (sums.get(name) ?? []).map((value, index) => value + decay * (values[index] ?? 0));
      const momentum = gradient.map((value, index) => 0.9 * (momenta.get(name)?.[index] ?? 0) + value);
      momenta.set(name, momentum);
      setValues(
        weight,
        values.map((value, index) => value - 0.1 * (momentum[index] ?? 0)),
      );
    }
  }
  for (const name of statistics[0]?.keys() ?? []) {
    const [first = [], second = []] = statistics.map((own) => own.get(name));
    setValues(
      weights.get(name),
      first.map((value, index) => (value + (second[index] ?? 0)) / 2),
    );
  }
  const { losses: actual, state } = trained(two[0]?.own);
  // 1e-5: float32 in another order, four steps
  expect(distance(actual, losses)).toBeLessThan(1e-5);
  for (const [name, weight] of weights) {
    expect(distance(state[`model.${name}`] ?? [], [...weight.dataSync()]), name).toBeLessThan(1e-5);
  }
  disposeModule(model);
});

describe("with statistics of the whole batch", () => {
  let alone: Trained;
  beforeAll(async () => {
    alone = await trainSmallTask({});
  });

  test("2 processes end three epochs as one does", () => {
    expectAsOne(trained(two[0]?.sync), alone);
  });

  test.each(asOne)("2 processes end an epoch as one does: %s", async (name) => {
    expectAsOne(trained(two[0]?.[name]), await trainSmallTask({}, 1, ways[name]));
  });

  test("gradients in bfloat16 on the way train nearly alike", () => {
    const { losses, state } = trained(two[0]?.bfloat16);
    // Gradients have 8 bits of 24 left: losses around 1 differ from the third digit on.
    expect(distance(losses, alone.losses)).toBeLessThan(2e-2);
    expect(distance(losses, alone.losses)).toBeGreaterThan(0);
    expectClose(state, alone.state, 5e-2);
  });

  test("batches are gathered, gradients clipped and weights averaged as in one process", async () => {
    const model = smallNet();
    const average = new WeightAverage(weightsOf(model), { decay: 0.5, warmup: false });
    const step = createTrainStep({ model, optimizer: sgd(), accumulate: true, clipGradient: 0.05, average });
    const expected = [];
    for (const [from, to] of [
      [0, 6],
      [6, 12],
      [12, 17],
    ] as const) {
      const { images, labels } = partOf(from, to, 0, 1);
      expected.push(to === 17 ? await step.run(images, labels, 0.1, 0.9) : await step.gather(images, labels));
      tf.dispose([images, labels]);
    }
    const { results, state } = gatheredBy(two[0]);
    for (const [index, { loss, correct, gradientNorm }] of expected.entries()) {
      const actual = results[index];
      expect(Math.abs((actual?.loss ?? 0) - loss)).toBeLessThan(1e-5);
      expect(actual?.correct).toBe(correct);
      // What is only gathered does not travel: its norm is a bound.
      if (index < 2) expect(actual?.gradientNorm).toBeGreaterThan(gradientNorm - 1e-5);
      else expect(Math.abs((actual?.gradientNorm ?? 0) - gradientNorm)).toBeLessThan(1e-4);
    }
    expectClose(state, read(step.state()), 1e-4);
    step.dispose();
    average.dispose();
    disposeModule(model);
  });
});

test("all hear of the images of the whole batch, and that one asks to stop", () => {
  expect(two[0]?.asked).toEqual({ quiet: { images: 5, stop: false }, stopping: { images: 5, stop: true } });
});

test("dropout draws otherwise in each process, and all keep the same weights", async () => {
  type Dropped = { readonly loss: number; readonly state: Trained["state"]; readonly random: readonly number[] };
  const [first, second] = two.map((outcome) => outcome.dropped as Dropped);
  expect(second?.loss).toBe(first?.loss);
  expect(second?.state).toEqual(first?.state);
  expect(second?.random).not.toEqual(first?.random);
  const { images, labels } = partOf(0, 6, 0, 1);
  const losses = [];
  for (const seed of [0, 1]) {
    const [model, random] = [smallNet(), new RandomGenerator(seed)];
    const step = createTrainStep({ model, optimizer: sgd(), random });
    losses.push((await step.run(images, labels, 0.1)).loss);
    step.dispose();
    random.dispose();
    disposeModule(model);
  }
  const [a = 0, b = 0] = losses;
  // What each process drops, it drops alone.
  expect(Math.abs(a - b)).toBeGreaterThan(1e-3);
  expect(first?.loss).toBeCloseTo((a + b) / 2, 5);
  tf.dispose([images, labels]);
});

test("NaN in one process stops the step in all, changes nothing, and the next step works", () => {
  expect(two[0]?.notFinite).toEqual(two[1]?.notFinite);
  expect(two[0]?.notFinite).toMatchObject({ error: "NonFiniteError", unchanged: true, loss: expect.any(Number) });
});

test("a label that is no class is named in all processes, and no weight changes", () => {
  const [other, own] = two.map(({ wrongLabel }) => wrongLabel);
  expect(own).toMatchObject({ error: expect.stringContaining("expected labels from 0 to 2"), unchanged: true });
  expect(other).toMatchObject({ unchanged: true });
  // Where the process ends before the other asks, it has nothing to say any more.
  expect(other).toMatchObject({
    error: expect.stringMatching(/^ClusterError: cluster: task 1 .*( stopped: .*labels from 0 to 2| is lost)/),
  });
});

function readAll(tensors: Readonly<Record<string, tf.Tensor>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, [...tensor.dataSync()]]));
}

function setValues(variable: tf.Variable | undefined, values: readonly number[]): void {
  tf.tidy(() => variable?.assign(tf.tensor([...values], variable.shape)));
}
