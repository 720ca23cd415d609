import * as tf from "@tensorflow/tfjs-core";
import { disposeModule, weightsOf } from "@tresnet/blocks";
import { ShapeError } from "@tresnet/engine";
import { asymmetricLoss, binaryCrossEntropy, focalLoss } from "@tresnet/tensor-ops";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectClose } from "../../test/expect-close.ts";
import { colorBatch, TinyNet } from "../../test/tiny-net.ts";
import { adamW } from "../optimizers/adam-w.ts";
import { sgd } from "../optimizers/sgd.ts";
import { createTrainStep } from "../step/train-step.ts";
import type { TrainStep } from "../step/train-step-options.ts";
import { crossEntropy, softCrossEntropy } from "./cross-entropy.ts";
import { multiHot, multiLabel } from "./multi-label.ts";
import type { Objective } from "./objective.ts";

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

function evaluate(objective: Objective, logits: readonly number[], targets: () => tf.Tensor) {
  return tf.tidy(() => {
    const x = tf.tensor2d([...logits], [logits.length / classes, classes]);
    const [loss = Number.NaN] = objective.loss(x, targets()).dataSync();
    const [correct = Number.NaN] = objective.correct(x, targets()).dataSync();
    return { loss, correct };
  });
}

const logits = [2, -1, 0.5, 0, 3, -2];

describe("softCrossEntropy", () => {
  test("of one-hot targets is crossEntropy, smoothed and weighted too", () => {
    const options = { smoothing: 0.1, classWeights: [1, 3, 0.5] };
    const soft = evaluate(softCrossEntropy(options), logits, () => tf.tensor2d([1, 0, 0, 0, 0, 1], [2, classes]));
    const hard = evaluate(crossEntropy(options), logits, () => tf.tensor1d([0, 2], "int32"));
    expectClose([soft.loss], [hard.loss], 1e-6);
    expect([soft.correct, hard.correct]).toEqual([1, 1]);
  });

  test("of a mixed image is the mix of both losses", () => {
    const one = [2, -1, 0.5];
    const of = (...targets: number[]) => evaluate(softCrossEntropy(), one, () => tf.tensor2d(targets, [1, 3])).loss;
    expectClose([of(0.7, 0, 0.3)], [0.7 * of(1, 0, 0) + 0.3 * of(0, 0, 1)], 1e-6);
  });
});

describe("multiLabel", () => {
  const targets = () => tf.tensor2d([1, 0, 1, 1, 0, 0], [2, classes]);
  const softplus = (x: number) => Math.log1p(Math.exp(x));
  const losses = [-2, -1, -0.5, 0, 3, -2].map(softplus); // of positives with x negated

  test("adds up an image's losses and averages over images, or averages both", () => {
    const total = losses.reduce((a, b) => a + b);
    const sum = evaluate(multiLabel(binaryCrossEntropy), logits, targets);
    const mean = evaluate(multiLabel(binaryCrossEntropy, { overClasses: "mean" }), logits, targets);
    expectClose([sum.loss, mean.loss], [total / 2, total / 6], 1e-6);
  });

  test("smooths to the middle", () => {
    const smoothed = evaluate(multiLabel(binaryCrossEntropy, { smoothing: 0.2 }), [0.5, -3, 2], () => tf.ones([1, 3]));
    const expected = [0.5, -3, 2].map((x) => 0.9 * softplus(-x) + 0.1 * softplus(x));
    expectClose([smoothed.loss], [expected.reduce((a, b) => a + b)], 1e-6);
  });

  test("counts an image whose highest logit is a label's, and one without labels that is given none", () => {
    const correct = (rows: number[], labels: number[]) =>
      evaluate(multiLabel(binaryCrossEntropy), rows, () => tf.tensor2d(labels, [rows.length / 3, 3])).correct;
    expect(correct(logits, [1, 0, 1, 1, 0, 0])).toBe(1);
    expect(correct([-3, -2, -1], [0, 0, 1])).toBe(1);
    expect(correct([-3, -2, -1], [0, 0, 0])).toBe(1);
    expect(correct([-3, 2, -1], [0, 0, 0])).toBe(0);
  });

  test.each([
    ["asymmetricLoss", asymmetricLoss, "bfloat16"],
    ["focalLoss", focalLoss, "float32"],
    ["binaryCrossEntropy", binaryCrossEntropy, "bfloat16"],
  ] as const)("%s learns a batch by heart", async (_, loss, precision) => {
    const labels = [[0], [0, 1], [], [1, 2], [2], [0, 1, 2]];
    const wanted = tf.tensor2d(multiHot(labels, classes), [6, classes]);
    step = createTrainStep({ model, optimizer: adamW(), objective: multiLabel(loss), precision });
    // Each label tints its own channel.
    const images = tf.tidy(() => tf.add<tf.Tensor4D>(batch.images, tf.mul(tf.reshape(wanted, [6, 1, 1, 3]), 2)));
    const first = await step.run(images, wanted, 0.05);
    for (let i = 0; i < 150; i++) await step.run(images, wanted, 0.05);
    const last = await step.run(images, wanted, 0.05);
    expect(last.loss).toBeLessThan(first.loss / 5);
    expect(last.correct).toBe(6);
    tf.dispose([wanted, images]);
  });

  test("goes on from logits that are wrong by a hundred, in both precisions", async () => {
    const wanted = tf.tensor2d(multiHot([[0], [0], [0], [0], [0], [0]], classes), [6, classes]);
    for (const precision of ["float32", "bfloat16"] as const) {
      tf.tidy(() => model.fc.bias.variable.assign(tf.tensor1d([-100, 100, 0])));
      step?.dispose();
      const optimizer = sgd({ momentum: 0 });
      step = createTrainStep({ model, optimizer, objective: multiLabel(asymmetricLoss), precision });
      const { loss, gradientNorm } = await step.run(batch.images, wanted, 1);
      expect(loss).toBeGreaterThan(100);
      expect(gradientNorm).toBeGreaterThan(0.5);
      const [up = 0] = model.fc.bias.variable.dataSync();
      expect(up).toBeGreaterThan(-99.5);
      for (const [name, weight] of weightsOf(model)) expect(weight.dataSync().every(Number.isFinite), name).toBe(true);
    }
    wanted.dispose();
  });

  test("refuses other targets, before anything runs", async () => {
    step = createTrainStep({ model, optimizer: sgd(), objective: multiLabel(asymmetricLoss) });
    await expect(step.run(batch.images, batch.labels, 0.1)).rejects.toThrow(
      "expected images float32 [n, h, w, c], n of at least 1, and targets float32 [n, classes], got float32 [6,8,7,3] and int32 [6]",
    );
    const wide = tf.zeros([6, classes + 1]);
    await expect(step.run(batch.images, wide, 0.1)).rejects.toThrow(ShapeError);
    wide.dispose();
  });
});

test("multiHot marks labels, and names the image of one that there is no class for", () => {
  expect([...multiHot([[2, 0], [], [1, 1]], 3)]).toEqual([1, 0, 1, 0, 0, 0, 0, 1, 0]);
  expect(() => multiHot([[0], [3]], 3)).toThrow("multiHot: expected labels from 0 to 2, got 3 for image 1");
  expect(() => multiHot([[-1]], 3)).toThrow(RangeError);
  expect(() => multiHot([[0.5]], 3)).toThrow("got 0.5 for image 0");
});

test("settings belong to the objective where there is one", () => {
  const make = (smoothing: number) =>
    createTrainStep({ model, optimizer: sgd(), objective: multiLabel(asymmetricLoss), smoothing });
  expect(() => make(0.1)).toThrow("createTrainStep: expected smoothing and classWeights in the objective");
  expect(() => softCrossEntropy({ smoothing: 1 })).toThrow("softCrossEntropy: smoothing");
  expect(() => multiLabel(asymmetricLoss, { smoothing: -1 })).toThrow("multiLabel: smoothing");
});

describe("a target that is no share", () => {
  test.each([
    ["above 1, of many labels", multiLabel(asymmetricLoss), 2, true],
    ["NaN, of many labels", multiLabel(binaryCrossEntropy, { smoothing: 0.1 }), Number.NaN, true],
    ["below 0, op by op", multiLabel(focalLoss), -0.5, false],
    ["above 1, of mixed images", softCrossEntropy({ smoothing: 0.1 }), 1.5, true],
  ] as const)("%s, is named, and no weight changes", async (_, objective, wrong, traced) => {
    step = createTrainStep({ model, optimizer: sgd(), objective, traced });
    const weight = () => [...(weightsOf(model).values().next().value?.dataSync() ?? [])];
    const before = weight();
    const values = new Float32Array(6 * classes).fill(0.5);
    values[4 * classes + 1] = wrong;
    const targets = tf.tensor2d(values, [6, classes]);
    const call = step.run(batch.images, targets, 0.1);
    targets.dispose();
    const error = await call.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RangeError);
    expect(String(error)).toContain(
      `TrainStep.run: expected targets from 0 to 1, got ${wrong} for class 1 of image 4 of the batch. Check the labels.`,
    );
    expect(weight()).toEqual(before);
    const sound = tf.fill([6, classes], 1 + 1e-7);
    await step.run(batch.images, sound, 0.1);
    expect(weight()).not.toEqual(before);
    sound.dispose();
  });
});
