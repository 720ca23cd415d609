import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference, namedWeights, parameterCount, trainingContext, weightsOf } from "@tresnet/blocks";
import { RandomGenerator } from "@tresnet/engine";
import { buildModel, type ImageClassifier, loadWeights, modelNames, saveWeights } from "@tresnet/zoo";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tinyModel } from "../test/tiny-model.ts";
import { replaceHead } from "./replace-head.ts";

let model: ImageClassifier;
let images: tf.Tensor4D;
beforeEach(() => {
  model = tinyModel(10, 1);
  images = tf.randomUniform<tf.Rank.R4>([3, 64, 32, 3], 0, 1, "float32", 5);
});
afterEach(() => {
  model.dispose();
  images.dispose();
});

function logits(of: ImageClassifier, context = inference): { shape: number[]; values: Float32Array } {
  return tf.tidy(() => {
    const y = of.forward(images, context);
    return { shape: y.shape, values: Float32Array.from(y.dataSync()) };
  });
}

test.each([1, 2, 37])("gives the model %d classes, whatever it had before", (classes) => {
  const backbone = parameterCount(model.stages);
  const before = new Map([...weightsOf(model.stages)].map(([name, weight]) => [name, weight.dataSync().slice()]));
  const keys = [...weightsOf(model).keys()];
  replaceHead(model, classes, { seed: 3 });
  expect(model.numClasses).toBe(classes);
  expect(logits(model).shape).toEqual([3, classes]);
  expect(parameterCount(model)).toBe(backbone + classes * (model.numFeatures + 1));
  expect([...weightsOf(model).keys()]).toEqual(keys);
  for (const [name, weight] of weightsOf(model.stages)) expect(weight.dataSync(), name).toEqual(before.get(name));
});

test.each(modelNames)("fits %s: its backbone and its keys stay", (name) => {
  // Without values for the backbone's weights, which would be many.
  const built = buildModel(name);
  const backbone = parameterCount(built.stages);
  const keys = [...namedWeights(built).keys()];
  replaceHead(built, 7);
  expect(built.numClasses).toBe(7);
  expect(parameterCount(built)).toBe(backbone + 7 * (built.numFeatures + 1));
  expect([...namedWeights(built).keys()]).toEqual(keys);
  built.dispose();
});

test("releases the old head: the number of tensors stays the same", () => {
  const before = tf.memory().numTensors;
  replaceHead(model, 4);
  replaceHead(model, 5);
  expect(tf.memory().numTensors).toBe(before);
});

test("draws the same head for the same seed", () => {
  const drawn = (seed: number) => Float32Array.from(replaceHead(model, 4, { seed }).weight.variable.dataSync());
  const first = drawn(1);
  expect(drawn(1)).toEqual(first);
  expect(drawn(2)).not.toEqual(first);
});

test("saved and loaded into another model of its classes, it gives the same logits to the bit", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-head-"));
  const file = path.join(folder, "model.safetensors");
  replaceHead(model, 4, { seed: 2 });
  await saveWeights(model, file);
  const other = tinyModel(4, 99);
  expect(logits(other).values).not.toEqual(logits(model).values);
  await loadWeights(other, file);
  expect(logits(other).values).toEqual(logits(model).values);
  await expect(loadWeights(tinyWithTen(), file)).rejects.toThrow(
    /head\.fc\.weight: expected F32 \[10, 256\], got F32 \[4, 256\]/,
  );
  other.dispose();
  await rm(folder, { recursive: true });
});

let ten: ImageClassifier | undefined;
function tinyWithTen(): ImageClassifier {
  ten = tinyModel(10, 3);
  return ten;
}
afterEach(() => {
  ten?.dispose();
  ten = undefined;
});

test("drops features in the model's training when asked to", () => {
  replaceHead(model, 4, { seed: 1, dropRate: 0.5 });
  const random = new RandomGenerator(3);
  const context = { ...trainingContext(random), update: () => undefined };
  expect(logits(model, context).values).not.toEqual(logits(model, context).values);
  expect(logits(model).values).toEqual(logits(model).values);
  random.dispose();
});

test("refuses impossible settings and leaves the model as it was", () => {
  const before = logits(model).values;
  expect(() => replaceHead(model, 0)).toThrow("LinearHead: classes must be a whole number of 1 or more, got 0");
  expect(() => replaceHead(model, 3, { seed: 0.5 })).toThrow(
    "replaceHead: seed must be a whole number in [-2^31, 2^31), got 0.5",
  );
  expect(() => replaceHead(model, 3, { seed: 2 ** 31 })).toThrow(RangeError);
  expect(() => replaceHead(model, 3, { dropRate: -0.1 })).toThrow("dropRate");
  expect(logits(model).values).toEqual(before);
});
