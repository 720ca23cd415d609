import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSafetensors, toFloat32 } from "@tresnet/checkpoints";
import { buildModel, stateDictOf } from "@tresnet/zoo";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeCaseFiles } from "./case-files.ts";
import type { BenchmarkCase } from "./cases.ts";

const small: BenchmarkCase = { task: "train", model: "tresnet_s", imageSize: 8, batchSize: 2, classes: 5, seed: 0 };
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-case-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function weightsOf(options: BenchmarkCase) {
  const { weights } = await writeCaseFiles(folder, options);
  const { tensors } = await readSafetensors(weights);
  return (key: string) => {
    const tensor = tensors.get(key);
    if (tensor === undefined) throw new Error(`no ${key} in ${[...tensors.keys()].join(", ")}`);
    return toFloat32(tensor);
  };
}
const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("writes a timm checkpoint with every key, and images with labels", async () => {
  const files = await writeCaseFiles(folder, small);
  const { tensors: weights } = await readSafetensors(files.weights);
  const expected = stateDictOf(buildModel("tresnet_s", { numClasses: 5 }));
  expect([...weights.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [key, { shape }] of expected) expect(weights.get(key)?.shape, key).toEqual(shape);
  const { tensors: batch } = await readSafetensors(files.batch);
  expect(batch.get("images")?.shape).toEqual([2, 8, 8, 3]);
  expect([...(batch.get("labels")?.data ?? [])]).toEqual([0, 2]);
});

test("gives the same numbers for the same seed, others for another, and no two weights the same", async () => {
  const first = await weightsOf(small);
  const again = await weightsOf(small);
  const other = await weightsOf({ ...small, seed: 1 });
  const key = "body.layer1.0.conv1.conv.weight";
  expect(again(key)).toEqual(first(key));
  expect(other(key)).not.toEqual(first(key));
  expect(first("body.layer1.0.conv2.conv.weight").slice(0, 9)).not.toEqual(first(key).slice(0, 9));
});

test("keeps kernels' outputs at the inputs' size, and the last scale of each block small but not 0", async () => {
  const tresnet = await weightsOf(small);
  const squares = tresnet("body.layer4.0.conv2.conv.weight").map((value) => value ** 2);
  // 256 inputs of a 3×3 kernel; √(1/n) of 590 thousand squares is below a percent
  expect(mean(squares) / (2 / (9 * 256))).toBeCloseTo(1, 2);
  expect(mean(tresnet("body.layer1.0.conv2.bn.weight"))).toBeCloseTo(0.2, 1);
  expect(mean(tresnet("body.layer3.0.conv2.bn.weight"))).toBeCloseTo(1, 1);
  expect(mean(tresnet("body.layer3.0.conv3.bn.weight"))).toBeCloseTo(0.2, 1);
  expect(Math.min(...tresnet("body.layer3.0.conv3.bn.weight"))).toBeGreaterThan(0.05);
  const resnet = await weightsOf({ ...small, model: "resnet50" });
  expect(mean(resnet("layer2.0.bn2.weight"))).toBeCloseTo(1, 1);
  expect(mean(resnet("layer2.0.bn3.weight"))).toBeCloseTo(0.2, 1);
  expect(mean(resnet("layer2.0.downsample.1.weight"))).toBeCloseTo(1, 1);
});
