/** Checkpoints as the field writes them load by their meaning, or are refused in a few lines. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { weightsOf } from "@tresnet/blocks";
import {
  describeUnwrapped,
  readSafetensors,
  type TensorData,
  type TensorValues,
  toFloat32,
  writeSafetensors,
} from "@tresnet/checkpoints";
import { noise } from "@tresnet/vitest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createModel, headIn, type ImageClassifier, loadWeights, saveWeights, stateDictOf } from "../src/index.ts";

let folder: string;
let model: ImageClassifier;
let tensors: ReadonlyMap<string, TensorData>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-field-"));
  model = createModel("tresnet_s", { numClasses: 2, seed: 1 });
  await saveWeights(model, file("whole"), { batches: 12 });
  tensors = (await readSafetensors(file("whole"))).tensors;
});
afterAll(async () => {
  model.dispose();
  await rm(folder, { recursive: true });
});

const file = (name: string) => path.join(folder, `${name}.safetensors`);

/** Writes the tensors changed one by one, with others beside them. */
async function changed(
  name: string,
  change: (key: string, tensor: TensorData) => readonly [string, TensorData],
  beside: readonly (readonly [string, TensorData])[] = [],
): Promise<string> {
  await writeSafetensors(file(name), new Map([...[...tensors].map(([key, tensor]) => change(key, tensor)), ...beside]));
  return file(name);
}

const floats = (shape: number[], values: Float32Array): TensorData => ({ dtype: "F32", shape, data: values });

/** Comparing millions of numbers one by one takes a minute. */
function bytesOf({ buffer, byteOffset, byteLength }: TensorValues): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

async function expectSame(other: ImageClassifier): Promise<void> {
  const expected = stateDictOf(model, { batches: 12 });
  for (const [key, tensor] of stateDictOf(other)) {
    expect(
      bytesOf(await tensor.data()).equals(bytesOf((await expected.get(key)?.data()) ?? new Uint8Array(0))),
      key,
    ).toBe(true);
  }
  other.dispose();
}

test("names behind module. and _orig_mod., float64 weights and counts in lists of one", async () => {
  const path = await changed("parallel", (key, { dtype, shape, data }) => [
    `module._orig_mod.${key}`,
    dtype === "F32"
      ? { dtype: "F64", shape, data: Float64Array.from(toFloat32({ dtype, shape, data })) }
      : { dtype, shape: [1], data },
  ]);
  const other = createModel("tresnet_s", { numClasses: 2, seed: 2 });
  const { unwrapped, unexpected, missing } = await loadWeights(other, path);
  expect([unexpected, missing, unwrapped?.prefixes]).toEqual([[], [], ["module.", "_orig_mod."]]);
  await expectSame(other);
});

test("counts of batches that a cast of the whole state dict made floats", async () => {
  const path = await changed("cast", (key, { dtype, shape, data }) => [
    key,
    dtype === "I64" ? { dtype: "F32", shape, data: Float32Array.of(12) } : { dtype, shape, data },
  ]);
  const other = createModel("tresnet_s", { numClasses: 2, seed: 2 });
  await loadWeights(other, path);
  await expectSame(other);
});

test("Lightning's names, with a loss's own weights beside the model's", async () => {
  const loss = ["criterion.pos_weight", floats([2], Float32Array.of(1, 2))] as const;
  const path = await changed("lightning", (key, tensor) => [`model.${key}`, tensor], [loss]);
  const other = createModel("tresnet_s", { numClasses: 2, seed: 2 });
  const { unwrapped, unexpected } = await loadWeights(other, path);
  expect(unexpected).toEqual(["criterion.pos_weight"]);
  expect(unwrapped && describeUnwrapped(unwrapped)).toBe(
    'removed "model." from the names; names without it: "criterion.pos_weight"',
  );
  await expectSame(other);
});

test.each([
  [true, [3, 4], 'took "state_dict_ema" (averaged weights), not "state_dict"'],
  [false, [1, 2], 'took "state_dict", not "state_dict_ema"'],
])("of averaged weights and raw ones, useEma %s takes %j and says so", async (useEma, expected, said) => {
  const other = createModel("tresnet_s", { numClasses: 2, seed: 2 });
  const ema = path.join(import.meta.dirname, "golden", "ema.pth");
  const { unwrapped, loaded } = await loadWeights(other, ema, { strict: false, useEma });
  expect(loaded).toEqual(["head.fc.bias"]);
  expect([...(weightsOf(other).get("head.fc.bias")?.dataSync() ?? [])]).toEqual(expected);
  expect(unwrapped && describeUnwrapped(unwrapped)).toBe(
    `${said}; removed "module." from the names; left out: "epoch", "idx_to_class", "arch", "args"`,
  );
  other.dispose();
});

test("the head in a file comes with the names that the file has for its classes", async () => {
  const named = path.join(import.meta.dirname, "golden", "ema.pth");
  expect(await headIn(named)).toEqual({ kind: "linear", classes: 2, classNames: ["cat", "dog"], writer: "timm" });
  expect(await headIn(file("whole"))).toEqual({ kind: "linear", classes: 2 });
});

test("the authors' head of two layers, for very many classes, becomes the one layer that they are", async () => {
  const [classes, bottleneck, features] = [2, 3, 2048 / 2];
  const outer = Float32Array.from(noise(classes * bottleneck, 1));
  const inner = Float32Array.from(noise(bottleneck * features, 2));
  const [outerBias, innerBias] = [Float32Array.of(0.5, -1), Float32Array.of(1, 2, 3)];
  const others = [...tensors].filter(([key]) => !key.startsWith("head."));
  const theirs = new Map([
    ...others.map(([key, tensor]) => [key, tensor] as const),
    ["head.fc.embedding_generator.0.weight", floats([bottleneck, features], inner)],
    ["head.fc.embedding_generator.0.bias", floats([bottleneck], innerBias)],
    ["head.fc.FC.weight", floats([classes, bottleneck], outer)],
    ["head.fc.FC.bias", floats([classes], outerBias)],
  ]);
  await writeSafetensors(file("bottleneck"), theirs);
  expect(await headIn(file("bottleneck"))).toEqual({ kind: "linear", classes: 2 });
  const other = createModel("tresnet_s", { numClasses: 2, seed: 2 });
  await loadWeights(other, file("bottleneck"));
  const weight = weightsOf(other).get("head.fc.weight")?.dataSync() ?? []; // [features, classes]
  const bias = weightsOf(other).get("head.fc.bias")?.dataSync() ?? [];
  const sum = (row: number, of: (j: number) => number) =>
    Array.from({ length: bottleneck }, (_, j) => (outer[row * bottleneck + j] ?? 0) * of(j)).reduce((a, b) => a + b, 0);
  for (let row = 0; row < classes; row += 1) {
    for (const column of [0, 1, features - 1]) {
      expect(weight[column * classes + row]).toBeCloseTo(
        sum(row, (j) => inner[j * features + column] ?? 0),
        6,
      );
    }
    expect(bias[row]).toBeCloseTo(sum(row, (j) => innerBias[j] ?? 0) + (outerBias[row] ?? 0), 5);
  }
  other.dispose();
});

async function refusal(path: string, of = model): Promise<string> {
  const error: unknown = await loadWeights(of, path).catch((reason: unknown) => reason);
  return error instanceof Error ? error.message : "";
}

test("another network's weights are refused in a line that shows names of both", async () => {
  const path = await changed("foreign", (key, tensor) => [`features.${key}.w`, tensor]);
  const message = await refusal(path);
  expect(message.split("\n")).toHaveLength(1);
  expect(message).toMatch(/foreign\.safetensors does not fit tresnet_s with 2 classes: none of its \d+ tensors/);
  expect(message).toMatch(/\("features\..*…\) has one of the model's names \("body\.conv1\.conv\.weight", .*…\)/);
  expect(message).toMatch(/weights of another network, or under names of their own: rename them to timm's\.$/);
});

test("a larger model's weights are refused in at most ten lines, which count the rest", async () => {
  const other = createModel("tresnet_m", { numClasses: 2 });
  const message = await refusal(file("whole"), other);
  expect(message.split("\n").length).toBeLessThanOrEqual(10);
  expect(message).toMatch(/… in all \d+ of another shape or dtype, \d+ missing, \d+ unexpected; \d+ fit/);
  expect(message).toMatch(/Choose the model and the number of classes/);
  other.dispose();
});

test("where only the head differs, the advice is about the head; a caller may give its own", async () => {
  const other = createModel("tresnet_s", { numClasses: 3, seed: 2 });
  expect(await refusal(file("whole"), other)).toMatch(
    /Only the head differs: it is for 2 classes\. Make the model for/,
  );
  await expect(loadWeights(other, file("whole"), { advice: "Say --num-classes 2." })).rejects.toThrow(
    /head\.fc\.bias: expected F32 \[3\], got F32 \[2\]\nSay --num-classes 2\.$/,
  );
  other.dispose();
});

test.each(["backbone.", "timm_model.", "0.", "model.0.", "feature_extractor.model."])(
  "a network that another module calls %s is found by its own names",
  async (owner) => {
    const beside = [["classifier.weight", floats([2], Float32Array.of(1, 2))]] as const;
    const path = await changed("owned", (key, tensor) => [owner + key, tensor], beside);
    const loaded = createModel("tresnet_s", { numClasses: 2, seed: 2 });
    const { unwrapped } = await loadWeights(loaded, path);
    expect(unwrapped?.prefixes.join("")).toBe(owner);
    expect(unwrapped?.withoutPrefix).toEqual(["classifier.weight"]);
    expect(await headIn(path)).toMatchObject({ kind: "linear", classes: 2 });
    await expectSame(loaded);
  },
);

test("two networks under names of their own are not guessed between", async () => {
  const teacher = [...tensors].map(([key, tensor]) => [`teacher.${key}`, tensor] as const);
  const path = await changed("two", (key, tensor) => [`student.${key}`, tensor], teacher);
  await expect(loadWeights(model, path)).rejects.toThrow(
    /two\.safetensors: expected one network, got 2, by the names of their tensors \("student\.", "teacher\."\)\. Keep one/,
  );
});
