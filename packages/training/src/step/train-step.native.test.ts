import * as tf from "@tensorflow/tfjs-core";
import { disposeModule, inference, weightsOf } from "@tresnet/blocks";
import { profileOps, RandomGenerator, ShapeError } from "@tresnet/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectClose } from "../../test/expect-close.ts";
import { colorBatch, TinyNet } from "../../test/tiny-net.ts";
import { adamW } from "../optimizers/adam-w.ts";
import { sgd } from "../optimizers/sgd.ts";
import { NonFiniteError } from "./non-finite-error.ts";
import { createTrainStep } from "./train-step.ts";
import type { TrainStep, TrainStepOptions } from "./train-step-options.ts";
import { WeightAverage } from "./weight-average.ts";

const classes = 3;
let model: TinyNet;
let step: TrainStep | undefined;
let batch: { images: tf.Tensor4D; labels: tf.Tensor1D };

beforeEach(() => {
  model = new TinyNet(classes, 5);
  batch = colorBatch(6, classes, 1);
});
afterEach(() => {
  step?.dispose();
  step = undefined;
  disposeModule(model);
  tf.dispose(batch);
});

function make(options: Partial<TrainStepOptions> = {}): TrainStep {
  step = createTrainStep({ model, optimizer: sgd(), ...options });
  return step;
}

/** Every variable's values by name. */
function read(state: ReadonlyMap<string, tf.Variable>): Record<string, number[]> {
  return Object.fromEntries([...state].map(([name, variable]) => [name, [...variable.dataSync()]]));
}

/** The variable under this name; a test that asks for another one fails. */
function variableOf(state: ReadonlyMap<string, tf.Variable>, name: string): tf.Variable {
  const variable = state.get(name);
  if (variable === undefined) throw new Error(`no variable "${name}"`);
  return variable;
}

describe("a label that is no class", () => {
  test.each([
    ["above", 3, true],
    ["far above", 2 ** 30, true],
    ["below", -1, true],
    ["above, op by op", 3, false],
  ])("%s is named, and no weight changes", async (_, label, traced) => {
    const { run, state } = make({ traced, optimizer: sgd({ weightDecay: 1e-3 }), smoothing: 0.1 });
    await run(batch.images, batch.labels, 0.1);
    const ofTraining = (key: string) => traced || !key.includes("running");
    const kept = () => Object.entries(read(state())).filter(([key]) => ofTraining(key));
    const before = kept();
    const wrong = tf.tensor1d([0, 2, 1, label, 99, 0], "int32");
    const call = run(batch.images, wrong, 0.1);
    wrong.dispose();
    const error = await call.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RangeError);
    expect(String(error)).toContain(
      `TrainStep.run: expected labels from 0 to 2, for 3 classes, got ${label} for image 3 of the batch. Check the labels`,
    );
    expect(kept()).toEqual(before);
    await run(batch.images, batch.labels, 0.1);
    expect(read(state()).step).toEqual([2]);
  });

  test("is named with class weights, in gathered batches and in bfloat16", async () => {
    const { run, gather, state } = make({ accumulate: true, classWeights: [1, 2, 3], precision: "bfloat16" });
    await gather(batch.images, batch.labels);
    const before = read(state());
    const wrong = tf.tensor1d([0, 2, 1, 1, 0, 3], "int32");
    await expect(gather(batch.images, wrong)).rejects.toThrow("TrainStep.gather: expected labels from 0 to 2");
    await expect(run(batch.images, wrong, 0.1)).rejects.toThrow("got 3 for image 5 of the batch");
    expect(read(state())).toEqual(before);
    wrong.dispose();
  });
});

describe("learning", () => {
  test.each([
    ["sgd", sgd({ nesterov: true, weightDecay: 1e-4 }), 0.3],
    ["adamW", adamW(), 0.05],
  ])("%s learns a batch by heart", async (_, optimizer, learningRate) => {
    const { run } = make({ optimizer });
    const first = await run(batch.images, batch.labels, learningRate);
    for (let i = 0; i < 60; i++) await run(batch.images, batch.labels, learningRate);
    const last = await run(batch.images, batch.labels, learningRate);
    expect(first.loss).toBeGreaterThan(0.5);
    expect(last.loss).toBeLessThan(first.loss / 5);
    expect(last.correct).toBe(6);
  });

  test("reports the batch before its update: loss, number correct and gradient norm", async () => {
    const expected = tf.tidy(() => {
      const context = { training: true, update: () => undefined };
      const trained = [...weightsOf(model).values()].filter((weight) => weight.trainable);
      const loss = () =>
        tf.neg(
          tf.mean(
            tf.sum(tf.mul(tf.logSoftmax(model.forward(batch.images, context)), tf.oneHot(batch.labels, classes)), 1),
          ),
        );
      const { value, grads } = tf.variableGrads(() => loss() as tf.Scalar, trained);
      const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)).dataSync()[0] ?? 0);
      const predicted = tf.argMax(model.forward(batch.images, context), 1).dataSync();
      const correct = [...batch.labels.dataSync()].filter((label, i) => label === predicted[i]).length;
      return { loss: value.dataSync()[0] ?? 0, correct, norm: Math.sqrt(squares.reduce((a, b) => a + b)) };
    });
    const { loss, correct, gradientNorm } = await make().run(batch.images, batch.labels, 0.1);
    // 1e-5: float32 sums over 8·7·6 values in another order
    expectClose([loss, gradientNorm], [expected.loss, expected.norm], 1e-5);
    expect(correct).toBe(expected.correct);
  });

  test("moves no weight at learning rate 0, but the running statistics", async () => {
    const { run, state } = make();
    const before = read(state());
    await run(batch.images, batch.labels, 0);
    const after = read(state());
    for (const name of [...weightsOf(model).keys()].filter((key) => !key.includes("running"))) {
      expect(after[`model.${name}`], name).toEqual(before[`model.${name}`]);
    }
    expect(after["model.conv1.bn.running_mean"]).not.toEqual(before["model.conv1.bn.running_mean"]);
    expect(after["model.conv2.bn.running_var"]).not.toEqual(before["model.conv2.bn.running_var"]);
    expect(after.step).toEqual([1]);
  });

  test("takes learning rate and momentum of each call without tracing again", async () => {
    const { run, state } = make();
    await run(batch.images, batch.labels, 0.1);
    const before = read(state());
    await run(batch.images, batch.labels, 0.2, 0);
    const after = read(state());
    const moved = (before["model.fc.bias"] ?? []).map((value, i) => value - (after["model.fc.bias"]?.[i] ?? 0));
    // With momentum 0 the slot is this step's gradient, and the move is 0.2 times it. 1e-6: float32
    const slot = after["optimizer.fc.bias.momentum"] ?? [];
    expectClose(
      moved,
      slot.map((value) => 0.2 * value),
      1e-6,
    );
    expect(Math.max(...slot.map(Math.abs))).toBeGreaterThan(1e-3);
  });

  test("scales gradients down to the limit", async () => {
    const free = await make().run(batch.images, batch.labels, 0.1);
    step?.dispose();
    const limit = free.gradientNorm / 4;
    const other = new TinyNet(classes, 5);
    step = createTrainStep({ model: other, optimizer: sgd({ momentum: 0 }), clipGradient: limit });
    const before = read(weightsOf(other));
    const clipped = await step.run(batch.images, batch.labels, 0.1);
    const after = read(weightsOf(other));
    expectClose([clipped.gradientNorm], [free.gradientNorm], 1e-6);
    let squares = 0;
    for (const name of Object.keys(before).filter((key) => !key.includes("running"))) {
      for (const [i, value] of (before[name] ?? []).entries()) squares += ((after[name]?.[i] ?? 0) - value) ** 2;
    }
    // 1e-4: differences of float32 weights
    expectClose([Math.sqrt(squares) / 0.1], [limit], 1e-4);
    disposeModule(other);
  });

  test("counts images by the weight of their class", async () => {
    const even = await make().run(batch.images, batch.labels, 0);
    step?.dispose();
    const same = await make({ classWeights: [2, 2, 2] }).run(batch.images, batch.labels, 0);
    step?.dispose();
    const one = await make({ classWeights: [0, 1, 0] }).run(batch.images, batch.labels, 0);
    step?.dispose();
    expectClose([same.loss], [even.loss], 1e-6);
    const expected = tf.tidy(() => {
      const logits = model.forward(batch.images, { training: true, update: () => undefined });
      const losses = tf.neg(tf.gather(tf.logSoftmax(logits), 1, 1)).dataSync(); // −log p of class 1, each image
      const own = [...batch.labels.dataSync()].flatMap((label, i) => (label === 1 ? [losses[i] ?? 0] : []));
      return own.reduce((a, b) => a + b) / own.length;
    });
    expectClose([one.loss], [expected], 1e-5);
  });
});

describe("frozen weights", () => {
  test("stay as they are to the bit, with their running statistics, and have no slots", async () => {
    const all = weightsOf(model);
    const stage2 = ["conv2.conv.weight", "conv2.bn.weight", "conv2.bn.bias", "fc.weight", "fc.bias"];
    const { run, state } = make({
      trainable: stage2.map((name) => variableOf(all, name)),
      optimizer: sgd({ weightDecay: 0.1 }),
    });
    const before = read(all);
    for (let i = 0; i < 3; i++) await run(batch.images, batch.labels, 0.1);
    const after = read(all);
    const frozen = [
      "conv1.conv.weight",
      "conv1.bn.weight",
      "conv1.bn.bias",
      "conv1.bn.running_mean",
      "conv1.bn.running_var",
    ];
    for (const name of frozen) expect(after[name], name).toEqual(before[name]);
    for (const name of [...stage2, "conv2.bn.running_mean", "conv2.bn.running_var"])
      expect(after[name], name).not.toEqual(before[name]);
    const slots = [...state().keys()].filter((name) => name.startsWith("optimizer."));
    expect(slots).toEqual(stage2.map((name) => `optimizer.${name}.momentum`));
  });

  test("frozen batch norms run on their running statistics", async () => {
    const all = weightsOf(model);
    tf.tidy(() => {
      variableOf(all, "conv1.bn.running_mean").assign(tf.tensor1d([0.5, -1, 2, 0]));
      variableOf(all, "conv1.bn.running_var").assign(tf.tensor1d([4, 0.25, 1, 9]));
    });
    const expected = tf.tidy(() => {
      const frozen = new Set(
        [
          "conv1.conv.weight",
          "conv1.bn.weight",
          "conv1.bn.bias",
          "conv2.conv.weight",
          "conv2.bn.weight",
          "conv2.bn.bias",
        ].map((n) => variableOf(all, n)),
      );
      const byContext = model.forward(batch.images, { training: true, frozen, update: () => undefined });
      const inInference = model.forward(batch.images, { training: false, update: () => undefined });
      expectClose(byContext.dataSync(), inInference.dataSync(), 0);
      return tf
        .neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(inInference), tf.oneHot(batch.labels, classes)), 1)))
        .dataSync();
    });
    const { loss } = await make({ trainable: [variableOf(all, "fc.weight"), variableOf(all, "fc.bias")] }).run(
      batch.images,
      batch.labels,
      0.1,
    );
    expectClose([loss], expected, 1e-6);
  });

  test("have no backward pass", async () => {
    const all = weightsOf(model);
    const backward = async (trainable: readonly tf.Variable[]) => {
      const { run, dispose } = createTrainStep({ model, optimizer: sgd(), trainable });
      const [call] = await profileOps(() => run(batch.images, batch.labels, 0.1));
      dispose();
      return call?.ops
        .map(({ type }) => type)
        .filter((type) => /Conv2DBackprop|FusedBatchNormGrad|ReluGrad/.test(type));
    };
    const everything = await backward([...all.values()].filter((weight) => weight.trainable));
    expect(everything).toContainEqual(expect.stringContaining("Conv2DBackpropInput"));
    expect(everything).toContainEqual(expect.stringContaining("FusedBatchNormGrad"));
    expect(await backward([variableOf(all, "fc.weight")])).toEqual([]);
  });

  test("need not be run again: a step on what they gave is the same step", async () => {
    const all = weightsOf(model);
    const trainable = [variableOf(all, "fc.weight"), variableOf(all, "fc.bias")];
    const features = tf.tidy(() => {
      const map = model.conv2.forward(model.conv1.forward(batch.images, inference), inference);
      return tf.mean<tf.Tensor4D>(map, [1, 2], true); // [n, 1, 1, 6]
    });
    const head = (map: tf.Tensor4D) => model.fc.forward(tf.reshape(map, [-1, 6]));
    const start = read(all);
    const results = [];
    for (const [options, x] of [[{}, batch.images] as const, [{ forward: head }, features] as const]) {
      for (const [name, values] of Object.entries(start)) {
        const variable = variableOf(all, name);
        tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
      }
      const taken = createTrainStep({ model, optimizer: sgd(), trainable, ...options });
      const losses = [];
      for (let i = 0; i < 3; i++) losses.push((await taken.run(x, batch.labels, 0.3)).loss);
      results.push({
        losses,
        weights: Object.values(read(weightsOf(model.fc))).flat(),
        keys: [...taken.state().keys()],
      });
      taken.dispose();
    }
    features.dispose();
    const [whole, short] = results;
    expectClose(short?.losses ?? [], whole?.losses ?? [1], 1e-5);
    expectClose(short?.weights ?? [], whole?.weights ?? [1], 1e-5);
    expect(short?.keys).toEqual(whole?.keys);
  });

  test("refuses an empty list, statistics, and variables of another model", () => {
    expect(() => make({ trainable: [] })).toThrow(
      "trainable must list trainable weights of the model and at least one, got 0",
    );
    expect(() => make({ trainable: [model.conv1.bn.runningMean.variable] })).toThrow("got 1, of which 0 are");
    const other = new TinyNet(classes, 1);
    expect(() => make({ trainable: [model.fc.bias.variable, other.fc.bias.variable] })).toThrow(
      "got 2, of which 1 are",
    );
    disposeModule(other);
  });
});

describe("randomness", () => {
  test("dropout draws anew at each step and repeats with the seed", async () => {
    const losses = async (seed: number) => {
      const random = new RandomGenerator(seed);
      const { run, dispose } = createTrainStep({ model, optimizer: sgd(), random });
      const list = [];
      for (let i = 0; i < 4; i++) list.push((await run(batch.images, batch.labels, 0)).loss);
      dispose();
      random.dispose();
      return list;
    };
    const first = await losses(1);
    expect(new Set(first).size).toBe(4);
    expect(await losses(1)).toEqual(first);
    expect(await losses(2)).not.toEqual(first);
  });
});

describe("the weight average", () => {
  test("is updated in the step, from the new weights and statistics", async () => {
    const average = new WeightAverage(weightsOf(model), { decay: 0.5, warmup: false });
    const before = read(weightsOf(model));
    await make({ average }).run(batch.images, batch.labels, 0.5);
    const after = read(weightsOf(model));
    for (const name of ["conv1.conv.weight", "fc.bias", "conv2.bn.running_mean"]) {
      const expected = (before[name] ?? []).map((value, i) => (value + (after[name]?.[i] ?? 0)) / 2);
      expectClose(variableOf(average.variables, name).dataSync(), expected, 1e-6, name);
    }
    average.dispose();
  });
});

describe("the guard against NaN and infinity", () => {
  test.each([
    ["NaN", Number.NaN],
    ["infinite", Number.POSITIVE_INFINITY],
  ])("stops at a loss that is %s before anything changes, and goes on with the next batch", async (_, bad) => {
    const random = new RandomGenerator(3);
    const average = new WeightAverage(weightsOf(model));
    const { run, state } = make({ average, random });
    await run(batch.images, batch.labels, 0.1);
    await run(batch.images, batch.labels, 0.1);
    const before = read(state());
    const images = tf.tidy(() => tf.mul(batch.images, bad) as tf.Tensor4D);
    const error = await run(images, batch.labels, 0.25).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NonFiniteError);
    expect(error).toMatchObject({ step: 2, learningRate: 0.25 });
    expect(String(error)).toMatch(
      /training step 2: the (loss|gradient norm) must be finite.*learning rate 0.25.*changed nothing/,
    );
    expect(read(state())).toEqual(before);
    const { loss } = await run(batch.images, batch.labels, 0.1);
    expect(loss).toBeGreaterThan(0);
    expect(read(state()).step).toEqual([3]);
    images.dispose();
    average.dispose();
    random.dispose();
  });

  test("stops when weights overflow", async () => {
    const { run } = make({ optimizer: sgd({ momentum: 0 }) });
    const diverge = async () => {
      for (let i = 0; i < 50; i++) await run(batch.images, batch.labels, 1e30);
    };
    await expect(diverge()).rejects.toThrow(NonFiniteError);
    for (const [name, variable] of weightsOf(model)) {
      expect(variable.dataSync().every(Number.isFinite), name).toBe(true);
    }
  });
});

describe("wrong arguments", () => {
  test("a momentum that AdamW can't work with is refused, and no weight has changed", async () => {
    const { run } = make({ optimizer: adamW() });
    const before = read(weightsOf(model));
    await expect(run(batch.images, batch.labels, 0.1, 1)).rejects.toThrow(
      /TrainStep\.run: momentum must be a number from 0 to 0\.99/,
    );
    expect(read(weightsOf(model))).toEqual(before);
    expect(() => adamW({ beta2: 1 - 1e-9 })).toThrow(/adamW: beta2/); // 1 in float32
  });

  test("a batch of classes that weigh nothing teaches nothing", async () => {
    const { run } = make({ classWeights: [0, 0, 1] });
    const labels = tf.tensor1d([0, 1, 0, 1, 0, 1], "int32");
    expect(await run(batch.images, labels, 0.1)).toMatchObject({ loss: 0, gradientNorm: 0 });
    labels.dispose();
  });

  test("an empty batch is refused", async () => {
    const { run } = make();
    const [images, labels] = [tf.zeros<tf.Rank.R4>([0, 8, 8, 3]), tf.zeros([0], "int32")];
    await expect(run(images, labels, 0.1)).rejects.toThrow(
      /n of at least 1, and labels int32 \[n\], got float32 \[0,8,8,3\]/,
    );
    tf.dispose([images, labels]);
  });

  test("a step that was disposed says so", async () => {
    const { run, dispose } = make();
    step = undefined;
    await run(batch.images, batch.labels, 0.1);
    dispose();
    await expect(run(batch.images, batch.labels, 0.1)).rejects.toThrow(/was disposed/);
  });

  test("settings out of range are named", () => {
    expect(() => make({ smoothing: 1 })).toThrow("crossEntropy: smoothing");
    expect(() => make({ clipGradient: 0 })).toThrow("createTrainStep: clipGradient");
    expect(() => make({ classWeights: [1, -1, 1] })).toThrow(
      "classWeights[1] must be a finite number at least 0, got -1",
    );
  });

  test("batches that don't fit and impossible learning rates are refused", async () => {
    const { run } = make();
    const short = tf.tidy(() => tf.slice(batch.labels, 0, 5));
    const floats = tf.tidy(() => tf.cast(batch.labels, "float32"));
    await expect(run(batch.images, short, 0.1)).rejects.toThrow("float32 [6,8,7,3] and int32 [5]");
    await expect(run(batch.images, floats, 0.1)).rejects.toThrow(ShapeError);
    await expect(run(batch.images, batch.labels, -1)).rejects.toThrow(
      "learningRate must be a finite number at least 0, got -1",
    );
    await expect(run(batch.images, batch.labels, Number.NaN)).rejects.toThrow("got NaN");
    await expect(run(batch.images, batch.labels, 0.1, 2)).rejects.toThrow(
      "momentum must be a number from 0 to 1, got 2",
    );
    tf.dispose([short, floats]);
  });

  test("a trained weight without a gradient is named", async () => {
    const unused = tf.tidy(() => tf.variable(tf.scalar(1)));
    const { run } = make({ model: Object.assign(model, { unused }) });
    await expect(run(batch.images, batch.labels, 0.1)).rejects.toThrow('got none for "unused"');
  });
});

test("200 steps leave the number of tensors flat", async () => {
  const random = new RandomGenerator(3);
  const average = new WeightAverage(weightsOf(model));
  const { run } = make({ average, random, clipGradient: 1, smoothing: 0.1, optimizer: adamW() });
  await run(batch.images, batch.labels, 0.01);
  const before = tf.memory().numTensors;
  for (let i = 0; i < 200; i++) await run(batch.images, batch.labels, 0.01);
  expect(tf.memory().numTensors).toBe(before);
  average.dispose();
  random.dispose();
});

describe("gather", () => {
  test("a step on two halves moves the weights as one on the whole, where nothing depends on the batch", async () => {
    // Batch norm does: the backbone is frozen, so that it runs on its statistics.
    const trainable = [...weightsOf(model.fc).values()];
    const before = read(weightsOf(model.fc));
    const whole = make({ trainable });
    await whole.run(batch.images, batch.labels, 0.1);
    const expected = read(weightsOf(model.fc));
    whole.dispose();
    for (const [name, weight] of weightsOf(model.fc)) {
      tf.tidy(() => weight.assign(tf.tensor(before[name] ?? [], weight.shape)));
    }
    const { gather, run, state } = make({ trainable, accumulate: true });
    const halves = [0, 3].map((from) => ({
      images: tf.slice(batch.images, from, 3),
      labels: tf.slice(batch.labels, from, 3),
    }));
    const [first, second] = halves;
    if (!first || !second) throw new Error("expected two halves");
    for (let round = 0; round < 2; round++) await gather(first.images, first.labels);
    expect(read(weightsOf(model.fc))).toEqual(before);
    expect(read(state())["gradient.batches"]).toEqual([2]);
    // Mean of a, a, b and b: the mean over the batch.
    await gather(second.images, second.labels);
    await run(second.images, second.labels, 0.1);
    const after = read(weightsOf(model.fc));
    for (const name of Object.keys(after)) expectClose(after[name] ?? [], expected[name] ?? [], 1e-6, name); // float32
    expect(read(state())["gradient.batches"]).toEqual([0]);
    expect(new Set(read(state())["gradient.fc.bias.sum"])).toEqual(new Set([0]));
    tf.dispose(halves);
  });

  test("keeps nothing of a batch that is not finite", async () => {
    const { gather, state } = make({ accumulate: true });
    const broken = tf.fill<tf.Rank.R4>([6, 8, 7, 3], Number.NaN);
    const before = read(state());
    await expect(gather(broken, batch.labels)).rejects.toThrow(NonFiniteError);
    expect(read(state())).toEqual(before);
    broken.dispose();
  });

  test("says what it needs", async () => {
    await expect(make().gather(batch.images, batch.labels)).rejects.toThrow("Give accumulate to createTrainStep.");
  });
});
