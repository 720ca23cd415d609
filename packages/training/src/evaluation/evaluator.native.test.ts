import * as tf from "@tensorflow/tfjs-core";
import { disposeModule, inference, weightsOf } from "@tresnet/blocks";
import { ShapeError } from "@tresnet/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { expectClose } from "../../test/expect-close.ts";
import { colorBatch, TinyNet } from "../../test/tiny-net.ts";
import { createEvaluator, type Evaluator } from "./evaluator.ts";

const classes = 5;
let model: TinyNet;
let evaluator: Evaluator;
let batch: { images: tf.Tensor4D; labels: tf.Tensor1D };
beforeEach(() => {
  model = new TinyNet(classes, 3);
  evaluator = createEvaluator(model, { batchSize: 6 });
  batch = colorBatch(6, classes, 2);
});
afterEach(() => {
  evaluator.dispose();
  disposeModule(model);
  tf.dispose(batch);
});

function expected(images: tf.Tensor4D, labels: tf.Tensor1D) {
  return tf.tidy(() => {
    const logits = model.forward(images, inference);
    const own = tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(labels, classes)), 1);
    return { probabilities: tf.softmax(logits).dataSync(), losses: tf.neg(own).dataSync() };
  });
}

test("gives every image's probabilities and loss, as eager inference does", async () => {
  const { probabilities, losses } = await evaluator.run(batch.images, batch.labels);
  const eager = expected(batch.images, batch.labels);
  // 1e-6: traced sums may be regrouped
  expectClose(probabilities, eager.probabilities, 1e-6);
  expectClose(losses, eager.losses, 1e-6);
  for (let i = 0; i < 6; i++) {
    expectClose([probabilities.slice(i * classes, (i + 1) * classes).reduce((a, b) => a + b)], [1], 1e-6);
  }
});

test("a smaller batch gives its own images' results only, and changes no running statistics", async () => {
  const [images, labels] = tf.tidy(() => [tf.slice(batch.images, 0, 2), tf.slice(batch.labels, 0, 2)] as const);
  const before = [...weightsOf(model).values()].map((variable) => variable.dataSync().slice());
  const { probabilities, losses } = await evaluator.run(images, labels);
  expect(probabilities).toHaveLength(2 * classes);
  expect(losses).toHaveLength(2);
  expectClose(probabilities, expected(images, labels).probabilities, 1e-6);
  expect([...weightsOf(model).values()].map((variable) => variable.dataSync())).toEqual(before);
  tf.dispose([images, labels]);
});

test("needs no labels to predict", async () => {
  const { probabilities, losses } = await evaluator.run(batch.images);
  expectClose(probabilities, expected(batch.images, batch.labels).probabilities, 1e-6);
  expect(losses).toHaveLength(0);
});

test("uses the weights of the moment", async () => {
  const before = await evaluator.run(batch.images);
  tf.tidy(() => model.fc.bias.variable.assign(tf.tensor1d([9, 0, 0, 0, 0])));
  const after = await evaluator.run(batch.images);
  expect(after.probabilities[0]).toBeGreaterThan(0.99);
  expect(before.probabilities[0]).toBeLessThan(0.99);
});

test("a confident mistake has a finite loss", async () => {
  tf.tidy(() => model.fc.bias.variable.assign(tf.tensor1d([500, 0, 0, 0, 0])));
  const labels = tf.tensor1d([1, 1, 1, 1, 1, 1], "int32");
  const { losses } = await evaluator.run(batch.images, labels);
  for (const loss of losses) expect(Math.abs(loss - 500)).toBeLessThan(20);
  labels.dispose();
});

test("answers each class by itself with sigmoids", async () => {
  const multi = createEvaluator(model, { batchSize: 6, activation: "sigmoid" });
  const targets = tf.tensor2d([1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1], [3, classes]);
  const images = tf.tidy(() => tf.slice(batch.images, 0, 3));
  const { probabilities, losses } = await multi.run(images, targets);
  const logits = tf.tidy(() => [...model.forward(images, inference).dataSync()]);
  const expectedLoss = logits.map((x, i) => Math.log1p(Math.exp(targets.dataSync()[i] === 1 ? -x : x)));
  expectClose(
    probabilities,
    logits.map((x) => 1 / (1 + Math.exp(-x))),
    1e-6,
  );
  const rows = [0, 1, 2].map((row) => expectedLoss.slice(row * classes, (row + 1) * classes));
  expectClose(
    losses,
    rows.map((row) => row.reduce((a, b) => a + b) / classes),
    1e-6,
  );
  expect((await multi.run(images)).losses).toHaveLength(0);
  await expect(multi.run(batch.images, batch.labels)).rejects.toThrow(
    "and targets float32 [n, classes] or none, got float32 [6,8,7,3] and targets int32 [6]",
  );
  tf.dispose([targets, images]);
  multi.dispose();
});

test("calls leave no tensors behind", async () => {
  await evaluator.run(batch.images, batch.labels);
  const before = tf.memory().numTensors;
  for (let i = 0; i < 20; i++) await evaluator.run(batch.images, batch.labels);
  expect(tf.memory().numTensors).toBe(before);
});

test("refuses batches that are too large, empty, or whose labels don't fit", async () => {
  const large = tf.zeros<tf.Rank.R4>([7, 8, 7, 3]);
  const empty = tf.zeros<tf.Rank.R4>([0, 8, 7, 3]);
  await expect(evaluator.run(large)).rejects.toThrow("n from 1 to 6");
  await expect(evaluator.run(empty)).rejects.toThrow(ShapeError);
  const short = tf.tidy(() => tf.slice(batch.labels, 0, 3));
  await expect(evaluator.run(batch.images, short)).rejects.toThrow("float32 [6,8,7,3] and labels int32 [3]");
  expect(() => createEvaluator(model, { batchSize: 0 })).toThrow(
    "batchSize must be a whole number of 1 or more, got 0",
  );
  tf.dispose([large, empty, short]);
});

test.each([false, true])("names a label that is no class, frozen: %s", async (frozen) => {
  const named = createEvaluator(model, { batchSize: 6, frozen });
  const [images, labels] = tf.tidy(() => [tf.slice(batch.images, 0, 2), tf.tensor1d([0, classes], "int32")] as const);
  const error = await named.run(images, labels).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RangeError);
  expect(String(error)).toContain(
    "Evaluator.run: expected labels from 0 to 4, for 5 classes, got 5 for image 1 of the batch.",
  );
  expect((await named.run(batch.images, batch.labels)).losses).toHaveLength(6);
  tf.dispose([images, labels]);
  named.dispose();
});

test("frozen, it gives the same for more sizes than it keeps, in any order", async () => {
  const frozen = createEvaluator(model, { batchSize: 1, frozen: true });
  const run = async (size: number) => {
    const images = tf.randomNormal<tf.Rank.R4>([1, size, size, 3], 0, 1, "float32", 1);
    const { probabilities } = await frozen.run(images);
    const eager = tf.tidy(() => tf.softmax(model.forward(images, inference)).dataSync());
    expectClose(probabilities, eager, 1e-6);
    images.dispose();
  };
  const before = tf.memory().numTensors;
  for (const size of [8, 9, 10, 11, 12, 8, 13, 8]) await run(size);
  frozen.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("frozen, it gives the same, and goes on with the weights of its first call", async () => {
  const frozen = createEvaluator(model, { batchSize: 6, frozen: true });
  const eager = expected(batch.images, batch.labels);
  const first = await frozen.run(batch.images, batch.labels);
  expectClose(first.probabilities, eager.probabilities, 1e-6);
  expectClose(first.losses, eager.losses, 1e-6);
  const [, weight] = [...weightsOf(model)].at(0) ?? [];
  tf.tidy(() => weight?.assign(tf.mul(weight, 2)));
  expect((await frozen.run(batch.images, batch.labels)).probabilities).toEqual(first.probabilities);
  const changed = expected(batch.images, batch.labels).probabilities;
  expect(changed).not.toEqual(eager.probabilities);
  expectClose((await evaluator.run(batch.images)).probabilities, changed, 1e-6);
  frozen.dispose();
});
