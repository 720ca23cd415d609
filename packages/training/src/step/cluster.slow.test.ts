import * as tf from "@tensorflow/tfjs-core";
import { type Context, disposeModule, weightsOf } from "@tresnet/blocks";
import { killAll, loopbackPeers, startProcess } from "@tresnet/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  firstClassAlone,
  partOf,
  read,
  smallNet,
  type Trained,
  trainSmallTask,
} from "../../test/cluster/small-task.ts";
import { crossEntropy } from "../objectives/cross-entropy.ts";
import { sgd } from "../optimizers/sgd.ts";
import type { StepResult } from "./step-result.ts";
import { createTrainStep } from "./train-step.ts";
import { WeightAverage } from "./weight-average.ts";

const program = new URL("../../test/cluster/train-program.ts", import.meta.url);
const ways = ["own", "sync", "bfloat16", "divided", "asked", "gathered", "notFinite", "wrongLabel"];

/** What each of 2 and of 3 processes has printed, by the name of what it ran. */
let two: Record<string, unknown>[];
let three: Record<string, unknown>[];

async function outcomes(size: number, run: readonly string[]): Promise<Record<string, unknown>[]> {
  const peers = await loopbackPeers(size);
  const processes = peers.map((_, task) => startProcess({ peers, task, run }, program));
  return Promise.all(
    processes.map(async ({ line }) => {
      const lines = await Promise.all(run.map((name) => line(name)));
      return Object.assign({}, ...lines);
    }),
  );
}

beforeAll(async () => {
  two = await outcomes(2, ways);
  three = await outcomes(3, ["sync"]);
});
afterAll(killAll);

/** The greatest difference between two lists of numbers. */
function distance(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(0, ...actual.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN))));
}

function expectClose(actual: Trained["state"], expected: Trained["state"], tolerance: number): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    expect(distance(actual[name] ?? [], values), name).toBeLessThan(tolerance);
  }
}

const gatheredBy = (outcome: Record<string, unknown> | undefined) =>
  outcome?.gathered as Pick<Trained, "state"> & { readonly results: readonly StepResult[] };
const trained = (outcome: unknown) => outcome as Trained;

test("all processes report and hold the same, to the bit", () => {
  for (const way of ["own", "sync", "bfloat16", "divided", "asked", "gathered"])
    expect(two[1]?.[way]).toEqual(two[0]?.[way]);
  expect(three[1]).toEqual(three[0]);
  expect(three[2]).toEqual(three[0]);
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

  test.each([2, 3])("%d processes end three epochs as one does", (size) => {
    const { losses, correct, norms, state } = trained((size === 2 ? two : three)[0]?.sync);
    expect(distance(losses, alone.losses)).toBeLessThan(1e-5);
    expect(distance(norms, alone.norms)).toBeLessThan(1e-4);
    expect(correct).toEqual(alone.correct);
    expectClose(state, alone.state, 1e-4);
  });

  test("a loss that is averaged by something else than images is that of the whole batch", async () => {
    const expected = await trainSmallTask({ objective: firstClassAlone }, 1);
    const { losses, state } = trained(two[0]?.divided);
    expect(distance(losses, expected.losses)).toBeLessThan(1e-5);
    expectClose(state, expected.state, 1e-4);
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
