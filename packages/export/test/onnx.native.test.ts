/** ONNX files answer as the model does: in onnxruntime-node, and in onnxruntime-web's WebAssembly. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expectParity, fixturePath, goldenSets, readGolden, relativeError } from "@tresnet/vitest";
import type { ImageClassifier } from "@tresnet/zoo";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ExportOnnxOptions,
  exportOnnx,
  findOnnxRuntime,
  type ImageBatch,
  modelNet,
  onnxRuntimes,
  openOnnx,
} from "../src/index.ts";
import { goldenModel, type HeadName, heads, type SmallName, smallModel, smallVariants } from "./example-models.ts";
import { byteBatch, noiseBatch } from "./image-batches.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-onnx-"));
});
afterAll(() => rm(folder, { recursive: true }));

const pixels = { mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3], probabilities: "softmax" } as const;
/** The greatest deviation of the file's answers from the model's on these batches. */
async function deviation(
  runtime: (typeof onnxRuntimes)[number],
  model: ImageClassifier,
  batches: readonly ImageBatch[],
  options: ExportOnnxOptions = {},
): Promise<number> {
  const file = path.join(folder, `${model.name}.onnx`);
  await exportOnnx(model, file, options);
  const found = await findOnnxRuntime([runtime]);
  if (found === undefined) throw new Error(`${runtime} is not installed`);
  expect(found.name).toMatch(/^onnxruntime-(node|web) \d+\.\d+/);
  const [ours, theirs] = [modelNet(model, options.pixels), await openOnnx(file, found)];
  const errors: number[] = [];
  for (const images of batches) errors.push(relativeError(await theirs.run(images), await ours.run(images)));
  await theirs.dispose();
  return Math.max(...errors);
}

const smallNames = Object.keys(smallVariants) as SmallName[];
const sets = await goldenSets("eval.safetensors");
const headNames = Object.keys(heads) as HeadName[];
const cases = smallNames.flatMap((name) => headNames.map((head) => [name, head] as const));

describe.each(onnxRuntimes)("%s", (runtime) => {
  test.each(cases)("%s, %s: one file for 64 and 72 pixels, one image and three", async (name, head) => {
    const model = smallModel(name, head);
    expect(await deviation(runtime, model, [noiseBatch(3, 64), noiseBatch(1, 72)])).toBeLessThan(1e-5);
    model.dispose();
  });

  test.each([1, 3, 4])("images of %i channels, of one size", async (inChannels) => {
    const model = smallModel("small_m", "linear", { inChannels });
    const batches = [noiseBatch(1, 72, inChannels), noiseBatch(3, 72, inChannels)];
    expect(await deviation(runtime, model, batches, { size: 72 })).toBeLessThan(1e-5);
    model.dispose();
  });

  test.each(["linear", "ML-Decoder"] as const)("float16 weights, %s", async (head) => {
    const model = smallModel("small_s", head);
    expect(await deviation(runtime, model, [noiseBatch(2, 64)], { half: true })).toBeLessThan(5e-3);
    model.dispose();
  });

  test("bytes in, probabilities out", async () => {
    const model = smallModel("small_s");
    expect(await deviation(runtime, model, [byteBatch(1, 36), byteBatch(3, 64)], { pixels })).toBeLessThan(1e-5);
    model.dispose();
  });

  test.each(sets)("golden logits of %s", async (set) => {
    const [model, file] = [await goldenModel(set), await readGolden(fixturePath("models", set, "eval.safetensors"))];
    const { values, shape } = file.get("x");
    const [n = 1, height = 1, width = 1, channels = 1] = shape;
    await exportOnnx(model, path.join(folder, "golden.onnx"));
    const found = await findOnnxRuntime([runtime]);
    if (found === undefined) throw new Error(`${runtime} is not installed`);
    const net = await openOnnx(path.join(folder, "golden.onnx"), found);
    const logits = await net.run({ values, shape: [n, height, width, channels] });
    expectParity(`models/${set} eval`, `logits, ${runtime}`, logits, file.get("logits").values, 1e-5);
    await net.dispose();
    model.dispose();
  });
});
