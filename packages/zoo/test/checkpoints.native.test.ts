/** Checkpoints: what is saved is what is loaded, and what does not fit is refused by key. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference, trainingContext, weightsOf } from "@tresnet/blocks";
import { CheckpointError, readSafetensors, type TensorData, toFloat32, writeSafetensors } from "@tresnet/checkpoints";
import { labelSmoothingCrossEntropy } from "@tresnet/tensor-ops";
import { fixturePath, goldenSets, noise } from "@tresnet/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createModel, type ImageClassifier, loadWeights, saveWeights } from "../src/index.ts";
import { goldenConfig, goldenModel, parametersOf } from "./golden-model.ts";

const [set = ""] = await goldenSets("model.safetensors");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-zoo-"));
});
afterAll(() => rm(folder, { recursive: true }));

const file = (name: string) => path.join(folder, `${name}.safetensors`);
const images = () => tf.tensor4d(noise(2 * 64 * 64 * 3, 1, 0, 1), [2, 64, 64, 3]);

function logitsOf(model: ImageClassifier): Uint8Array {
  return tf.tidy(() => new Uint8Array(Float32Array.from(model.forward(images(), inference).dataSync()).buffer));
}

/** None where there is no tensor. */
function bytesOf(tensor: TensorData | undefined): Buffer {
  if (tensor === undefined) return Buffer.alloc(0);
  const { buffer, byteOffset, byteLength } = tensor.data;
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** One step of gradient descent, so that every weight and statistic differs from its first value. */
function train(model: ImageClassifier): void {
  tf.tidy(() => {
    const parameters = parametersOf(model);
    const labels = tf.tensor1d([0, 1], "int32");
    const loss = () => labelSmoothingCrossEntropy(model.forward(images(), trainingContext()), labels, 0.1);
    const { grads } = tf.variableGrads(loss, [...parameters.values()]);
    for (const parameter of parameters.values()) {
      parameter.assign(tf.sub(parameter, tf.mul(grads[parameter.name] as tf.Tensor, 0.1)));
    }
  });
}

test("trained, saved and loaded again, a model gives the same logits to the bit", async () => {
  const model = createModel("tresnet_s", { numClasses: 3, seed: 1 });
  const before = logitsOf(model);
  train(model);
  const after = logitsOf(model);
  expect(after).not.toEqual(before);
  await saveWeights(model, file("trained"), { metadata: { classes: '["a","b","c"]' } });
  const again = createModel("tresnet_s", { numClasses: 3, seed: 2 });
  const report = await loadWeights(again, file("trained"));
  expect(logitsOf(again)).toEqual(after);
  expect({ ...report, loaded: report.loaded.length }).toEqual({
    loaded: (await readSafetensors(file("trained"))).tensors.size,
    missing: [],
    unexpected: [],
    mismatched: [],
  });
  model.dispose();
  again.dispose();
});

test("a checkpoint of timm's, loaded and saved, is the same tensors and the same batch counts", async () => {
  const model = await goldenModel(set);
  await saveWeights(model, file("again"), { batches: 5 });
  const [ours, timms] = await Promise.all([
    readSafetensors(file("again")),
    readSafetensors(fixturePath("models", set, "model.safetensors")),
  ]);
  expect(ours.metadata).toEqual({ format: "pt" });
  expect([...ours.tensors.keys()].sort()).toEqual([...timms.tensors.keys()].sort());
  for (const [key, { data, shape, dtype }] of timms.tensors) {
    const expected = data instanceof BigInt64Array ? data.map((count) => count + 5n) : data;
    expect(ours.tensors.get(key), key).toEqual({ dtype, shape, data: expected });
  }
  model.dispose();
});

test("saved as float16 without the head, a body is loaded within float16's precision by a model of other classes", async () => {
  const model = createModel("tresnet_s", { numClasses: 3, seed: 1 });
  train(model);
  await saveWeights(model, file("full"));
  await saveWeights(model, file("half"), { half: true });
  await saveWeights(model, file("body"), { half: true, body: true });
  const [full, half, body] = await Promise.all(["full", "half", "body"].map((name) => readSafetensors(file(name))));
  expect([...(half?.tensors.keys() ?? [])].sort()).toEqual([...(full?.tensors.keys() ?? [])].sort());
  for (const [key, tensor] of full?.tensors ?? []) {
    const saved = half?.tensors.get(key);
    expect(bytesOf(body?.tensors.get(key)).equals(bytesOf(key.startsWith("head.") ? undefined : saved)), key).toBe(
      true,
    );
    if (tensor.dtype !== "F32") expect(saved, key).toEqual(tensor);
    if (tensor.dtype !== "F32" || saved === undefined) continue;
    expect(saved).toMatchObject({ dtype: "F16", shape: tensor.shape });
    const values = toFloat32(saved);
    // 10 fraction bits round by at most 2⁻¹¹ of the value; subnormal numbers by half of their step of 2⁻²⁴.
    const isNear = (value: number, i: number) =>
      Math.abs((values[i] ?? 0) - value) <= Math.abs(value) / 2048 + 2 ** -25;
    expect(toFloat32(tensor).every(isNear), key).toBe(true);
  }
  const other = createModel("tresnet_s", { numClasses: 5, seed: 2 });
  const report = await loadWeights(other, file("body"), { strict: "body" });
  expect(report.missing.every((key) => key.startsWith("head."))).toBe(true);
  expect(report.loaded).toHaveLength(body?.tensors.size ?? 0);
  model.dispose();
  other.dispose();
});

test("a weight that float16 can't hold is named, and the old file stays", async () => {
  const model = createModel("tresnet_s", { numClasses: 2 });
  await writeFile(file("old"), "old");
  const weight = weightsOf(model).get("body.layer2.0.conv1.bn.weight");
  tf.tidy(() => weight?.assign(tf.fill(weight.shape, -70000)));
  await expect(saveWeights(model, file("old"), { half: true })).rejects.toThrow(
    /old\.safetensors was not written: float16 ends at ±65504, and "body\.layer2\.0\.conv1\.bn\.weight" holds -70000/,
  );
  await expect(saveWeights(model, file("old"), { half: true })).rejects.toThrow(CheckpointError);
  expect(await readFile(file("old"), "utf8")).toBe("old");
  model.dispose();
});

test("float16 and bfloat16 checkpoints load as the numbers that they hold", async () => {
  const model = createModel("tresnet_s", { numClasses: 2 });
  await saveWeights(model, file("full"));
  const { tensors } = await readSafetensors(file("full"));
  const halves = new Map<string, TensorData>();
  for (const [key, { shape, dtype, data }] of tensors) {
    // The upper half of a float32 is the bfloat16 below it; 0x3c00 is 1 as float16.
    const upper = () =>
      Uint16Array.from(new Uint32Array(data.buffer, data.byteOffset, data.length), (bits) => bits >>> 16);
    if (dtype === "I64") halves.set(key, { shape, dtype, data });
    else if (key.endsWith("running_var"))
      halves.set(key, { shape, dtype: "F16", data: new Uint16Array(data.length).fill(0x3c00) });
    else halves.set(key, { shape, dtype: "BF16", data: upper() });
  }
  await writeSafetensors(file("half"), halves);
  await loadWeights(model, file("half"));
  for (const [key, variable] of weightsOf(model)) {
    const bits = new Uint32Array(Float32Array.from(variable.dataSync()).buffer);
    expect(
      bits.every((value) => (value & 0xffff) === 0),
      key,
    ).toBe(true);
  }
  expect(weightsOf(model).get("body.conv1.bn.running_var")?.dataSync()).toEqual(new Float32Array(32).fill(1));
  model.dispose();
});

describe("a checkpoint that does not fit", () => {
  test("is refused with every key and both shapes, and changes nothing", async () => {
    const model = createModel("tresnet_s", { numClasses: 3, seed: 1 });
    const before = logitsOf(model);
    await saveWeights(model, file("whole"));
    const { tensors } = await readSafetensors(file("whole"));
    const changed = new Map(tensors);
    changed.delete("body.layer1.0.conv1.conv.weight");
    changed.set("body.extra", { dtype: "F32", shape: [1], data: Float32Array.of(0) });
    changed.set("head.fc.weight", { dtype: "F32", shape: [11, 1024], data: new Float32Array(11 * 1024) });
    changed.set("head.fc.bias", { dtype: "I32", shape: [3], data: new Int32Array(3) });
    await writeSafetensors(file("changed"), changed);
    const error: unknown = await loadWeights(model, file("changed")).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CheckpointError);
    const { message } = error as CheckpointError;
    expect(message).toContain("changed.safetensors does not fit tresnet_s with 3 classes");
    expect(message).toContain("head.fc.weight: expected F32 [3, 1024], got F32 [11, 1024]");
    expect(message).toContain("head.fc.bias: expected F32 [3], got I32 [3]");
    expect(message).toContain("body.layer1.0.conv1.conv.weight: missing");
    expect(message).toContain("body.extra: unexpected");
    expect(logitsOf(model)).toEqual(before);
    model.dispose();
  });

  test("loads what fits when not strict, and says what did not", async () => {
    const source = createModel("tresnet_s", { numClasses: 7, seed: 1 });
    await saveWeights(source, file("seven"));
    const model = createModel("tresnet_s", { numClasses: 3, seed: 2 });
    const report = await loadWeights(model, file("seven"), { strict: false });
    expect(report.mismatched).toEqual([
      { key: "head.fc.weight", expected: "F32 [3, 1024]", actual: "F32 [7, 1024]" },
      { key: "head.fc.bias", expected: "F32 [3]", actual: "F32 [7]" },
    ]);
    expect(report.missing.concat(report.unexpected)).toEqual([]);
    const features = (net: ImageClassifier) =>
      tf.tidy(() => net.forwardFeatures(images(), inference).preLogits.dataSync());
    expect(features(model)).toEqual(features(source));
    source.dispose();
    model.dispose();
  });

  test("may lack the batch counts", async () => {
    const model = createModel("tresnet_s", { numClasses: 2 });
    await saveWeights(model, file("counted"));
    const { tensors } = await readSafetensors(file("counted"));
    await writeSafetensors(file("uncounted"), new Map([...tensors].filter(([, { dtype }]) => dtype === "F32")));
    expect((await loadWeights(model, file("uncounted"))).missing).toEqual([]);
    model.dispose();
  });

  test("is refused when it is cut off, is another model's, or is not there", async () => {
    const model = createModel("tresnet_s", { numClasses: 10 });
    const before = logitsOf(model);
    const golden = fixturePath("models", set, "model.safetensors");
    const bytes = await readFile(golden);
    await writeFile(file("cut"), bytes.subarray(0, bytes.length >> 1));
    await expect(loadWeights(model, file("cut"))).rejects.toThrow(/cut\.safetensors .* the file is cut off/);
    await expect(loadWeights(model, golden)).rejects.toThrow(
      `body.conv1.conv.weight: expected F32 [32, 12, 3, 3], got F32 [${goldenConfig(set).planes}, 48, 3, 3]`,
    );
    await expect(loadWeights(model, file("nowhere"))).rejects.toThrow(/nowhere\.safetensors can't be opened/);
    expect(logitsOf(model)).toEqual(before);
    model.dispose();
  });
});
