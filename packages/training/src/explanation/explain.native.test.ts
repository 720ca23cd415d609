/** Heat maps against PyTorch's in float64, which test/golden/make_explain_golden.py made. */
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference, initializeWeights, namedWeights } from "@tresnet/blocks";
import { ShapeError } from "@tresnet/engine";
import { replaceHead, useMlDecoder } from "@tresnet/heads";
import { distribution, expectParity, fixturePath, noise, readGolden, readGoldenJson, uniform } from "@tresnet/vitest";
import { createModel, loadWeights, stageNames, TResNet, variants } from "@tresnet/zoo";
import { afterEach, describe, expect, test } from "vitest";
import type { SmallTResNetConfig } from "../../test/small-tresnet.ts";
import { explain, explainBatch } from "./explain.ts";
import { type ExplanationMethodName, explanationMethods } from "./explanation-methods.ts";

/** Sums over at most 256 channels of products of two numbers that are 1e-5 off at worst: fixtures/README.md. */
const tolerance = 2e-3;

const goldens = path.join(import.meta.dirname, "../../test/golden/explain.safetensors");
const methods = Object.keys(explanationMethods) as ExplanationMethodName[];

let model: TResNet | undefined;
afterEach(() => {
  model?.dispose();
  model = undefined;
});

/** A golden model ("v1"); `decoder` puts the golden ML-Decoder on it, whose weights follow from their keys. */
async function goldenModel(set: string, head: string, inPlaceNorm: boolean): Promise<TResNet> {
  const config = readGoldenJson<SmallTResNetConfig & { readonly width_factor: number }>("models", set, "config.json");
  const like = config.v2 ? variants.tresnet_v2_l : variants.tresnet_m;
  const variant = { ...like, layers: config.layers, width: config.width_factor };
  const made = new TResNet(set, variant, { numClasses: config.num_classes, inPlaceNorm });
  initializeWeights(made, 0);
  await loadWeights(made, fixturePath("models", set, "model.safetensors"));
  if (head === "decoder") {
    const decoder = useMlDecoder(made, config.num_classes, { groups: 4, embedding: 32, feedForward: 48 });
    for (const [key, weight] of namedWeights(decoder)) {
      weight.assign(fromKey(key.replace(/^decoder\.(?!layers)/, ""), weight.shape));
    }
  }
  return made;
}

/** PyTorch's values of a key in our layout, where matrices are transposed. */
function fromKey(key: string, shape: readonly number[]): Float32Array {
  const theirs = shape.length === 2 ? [...shape].reverse() : [...shape];
  const { offset, scale } = shape.length === 2 ? distribution(key, theirs) : offsetOf(key, theirs);
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from(uniform(key, 1, size), (u) => offset + scale * u);
  if (shape.length !== 2) return values;
  return tf.tidy(() => Float32Array.from(tf.transpose(tf.tensor(values, theirs)).dataSync()));
}

function offsetOf(key: string, shape: readonly number[]) {
  return { offset: shape.length === 1 && key.endsWith(".weight") ? 0.625 : 0, scale: 0.25 };
}

describe.each([
  ["v1", "linear", false],
  ["v1", "linear", true],
  ["v2", "linear", false],
  ["v1", "decoder", false],
] as const)("%s with the head %s, in-place norm %s", (set, head, inPlaceNorm) => {
  test.each(methods)("%s of every stage is PyTorch's", async (method) => {
    const images = await readGolden(fixturePath("models", set, "eval.safetensors"));
    const file = await readGolden(goldens);
    model = await goldenModel(set, head, inPlaceNorm);
    const names = file.names.filter((name) => name.startsWith(`${set}.${head}.`) && name.endsWith(`.${method}`));
    expect(names).toHaveLength(2 * stageNames.length);
    const { values, shape } = images.get("x");
    const x: tf.Tensor4D = tf.tensor(values, shape as [number, number, number, number]);
    for (const name of names) {
      const [, , image, label, stage = ""] = name.split(".");
      const one: tf.Tensor3D = tf.tidy(() => tf.squeeze(tf.slice(x, Number(image), 1), [0]));
      const named = stageNames.find((known) => known === stage) ?? "stem";
      const heat = await explain(model, one, { class: Number(label), stage: named, method });
      const expected = file.get(name);
      expect([heat.height, heat.width]).toEqual(expected.shape);
      expectParity("explain", name, heat.values, expected.values, tolerance);
      one.dispose();
    }
    x.dispose();
  });
});

test("with a linear head the last stage's heat is the class's own part of the logit", async () => {
  model = new TResNet("tiny", { ...variants.tresnet_m, layers: [1, 1, 1, 1], width: 0.125 }, { numClasses: 4 });
  initializeWeights(model, 3);
  const head = replaceHead(model, 4, { seed: 5 });
  const image = tf.tensor3d(noise(64 * 96 * 3, 1, 0, 1), [64, 96, 3]);
  const { values, height, width, logit } = await explain(model, image, { class: 2, stage: "stage4" });
  const { parts, logits } = tf.tidy(() => {
    const x: tf.Tensor4D = tf.expandDims(image, 0);
    const { stage4 } = (model as TResNet).forwardFeatures(x, inference);
    const column = tf.slice(head.weight.variable, [0, 2], [-1, 1]);
    const rows = tf.matMul(tf.reshape(stage4, [-1, stage4.shape[3]]) as tf.Tensor2D, column as tf.Tensor2D);
    return { parts: rows.dataSync(), logits: (model as TResNet).forward(x, inference).dataSync() };
  });
  expect([height, width]).toEqual([2, 3]);
  expectParity(
    "explain",
    "parts",
    values,
    parts.map((part) => Math.max(0, part / 6)),
    1e-4,
  );
  expectParity("explain", "logit", [logit], logits.slice(2, 3), 1e-5);
  image.dispose();
});

test("several images at once are explained as one by one", async () => {
  model = new TResNet("tiny", { ...variants.tresnet_m, layers: [1, 1, 1, 1], width: 0.125 }, { numClasses: 4 });
  initializeWeights(model, 3);
  const images = tf.tensor4d(noise(3 * 64 * 64 * 3, 2, 0, 1), [3, 64, 64, 3]);
  const classes = [3, 0, 1];
  for (const stage of ["stage2", "stage4"] as const) {
    const together = await explainBatch(model, images, classes, { stage, method: "gradcam" });
    for (const [index, label] of classes.entries()) {
      const image: tf.Tensor3D = tf.tidy(() => tf.squeeze(tf.slice(images, index, 1), [0]));
      const alone = await explain(model, image, { class: label, stage, method: "gradcam" });
      expectParity("explain", stage, together[index]?.values ?? [], alone.values, 1e-4);
      image.dispose();
    }
  }
  await expect(explainBatch(model, images, [1], { stage: "stem" })).rejects.toThrow(
    "explainBatch: expected a class for each of 3 images, got 1",
  );
  images.dispose();
});

test("keeps no tensor, after an error neither", async () => {
  const resnet = createModel("resnet50", { numClasses: 2 });
  const image = tf.tensor3d(noise(32 * 32 * 3, 1, 0, 1), [32, 32, 3]);
  await explain(resnet, image, { class: 1, stage: "stage3", method: "layercam" });
  const before = tf.memory().numTensors;
  await explain(resnet, image, { class: 1, stage: "stem", method: "gradcam" });
  await expect(explain(resnet, image, { class: 2, stage: "stage4" })).rejects.toThrow(
    "explain: class must be a whole number from 0 to 1, got 2.",
  );
  expect(tf.memory().numTensors).toBe(before);
  const batch = tf.zeros<tf.Rank.R4>([1, 32, 32, 3]);
  // @ts-expect-error: a batch is no image
  await expect(explain(resnet, batch, { class: 1, stage: "stage4" })).rejects.toThrow(ShapeError);
  // @ts-expect-error: no such method
  await expect(explain(resnet, image, { class: 1, stage: "stage4", method: "eigencam" })).rejects.toThrow(
    'explain: method must be one of gradcam, hirescam, layercam, got "eigencam"',
  );
  tf.dispose([batch, image]);
  resnet.dispose();
});
