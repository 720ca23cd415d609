/** 8-bit nets answer nearly as they did, in ONNX Runtime as in our own computation of them. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import * as tf from "@tensorflow/tfjs-core";
import { noise } from "@tresnet/vitest";
import { ModelProtoSchema, TensorProto_DataType } from "onnx-buf";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  describeNet,
  type EncodeOnnxOptions,
  exportOnnx,
  findOnnxRuntime,
  type ImageBatch,
  type MeasuredNet,
  modelNet,
  type Net,
  openOnnx,
  type QuantizedNet,
  type QuantizingProgress,
  quantizeNet,
  runNet,
  runQuantized,
} from "../src/index.ts";
import { encodeQuantizedOnnx } from "../src/onnx/encode-onnx.ts";
import { leaveFloat } from "../src/quantize/leave-float.ts";
import { type SmallName, smallModel, smallVariants } from "./example-models.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-int8-"));
});
afterAll(() => rm(folder, { recursive: true }));

const batch = (seed: number, n = 8): ImageBatch => ({ values: noise(n * 64 * 64 * 3, seed), shape: [n, 64, 64, 3] });
const seen = [batch(1), batch(2)];

/** The distance of two lists of numbers as a share of the second (root of the mean square). */
function distance(found: Float32Array, wanted: Float32Array): number {
  const size = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return size(found.map((value, index) => value - (wanted[index] ?? 0))) / size(wanted);
}

const computed = (run: (images: tf.Tensor4D) => tf.Tensor, { values, shape }: ImageBatch) =>
  tf.tidy(() => Float32Array.from(run(tf.tensor4d(values, [...shape])).dataSync()));

async function runtimeAnswers(net: QuantizedNet, images: ImageBatch, options?: EncodeOnnxOptions) {
  const file = path.join(folder, "net.onnx");
  await writeFile(file, encodeQuantizedOnnx(net, options));
  const runtime = await findOnnxRuntime(["onnxruntime-node"]);
  if (runtime === undefined) throw new Error("onnxruntime-node is not installed");
  const opened = await openOnnx(file, runtime);
  const answers = await opened.run(images);
  await opened.dispose();
  return answers;
}

test.each(Object.keys(smallVariants) as SmallName[])("%s answers nearly as in float32", async (name) => {
  const model = smallModel(name);
  const net = describeNet(model, { size: 64 });
  const quantized = quantizeNet(net, { images: seen });
  const unseen = batch(3);
  const wanted = computed((images) => runNet(net, images), unseen);
  const ours = computed((images) => runQuantized(quantized, images), unseen);
  const theirs = await runtimeAnswers(quantized, unseen);
  expect(quantized.error).toBeLessThan(0.1);
  expect(distance(ours, wanted)).toBeLessThan(0.15);
  // The same rounding but where a number lies in the middle between two bytes.
  expect(distance(theirs, ours)).toBeLessThan(0.05);
  model.dispose();
});

test("kernels are signed bytes, values unsigned ones, and of plain ONNX", () => {
  const model = smallModel("small_m");
  const quantized = quantizeNet(describeNet(model, { size: 64 }), { images: seen, tolerated: 1 });
  expect(quantized.float).toEqual([]);
  const { graph } = fromBinary(ModelProtoSchema, encodeQuantizedOnnx(quantized));
  if (graph === undefined) throw new Error("no graph");
  expect(graph.node.every(({ domain }) => domain === "")).toBe(true);
  const types = new Map(graph.initializer.map(({ name, dataType }) => [name, dataType]));
  const made = new Map(graph.node.map((node) => [node.output[0] ?? "", node]));
  const weighted = graph.node.filter(({ opType }) => opType === "Conv" || opType === "Gemm");
  for (const { input } of weighted) {
    const [value, kernel, bias] = input.map((name) => made.get(name));
    expect([value?.opType, kernel?.opType]).toEqual(["DequantizeLinear", "DequantizeLinear"]);
    expect(types.get(kernel?.input[0] ?? "")).toBe(TensorProto_DataType.INT8);
    if (bias !== undefined) expect(types.get(bias.input[0] ?? "")).toBe(TensorProto_DataType.INT32);
  }
  // Bytes can't tell a slope of 1e-3 from a plain ReLU's; the stem's is ten times as great.
  const leaky = graph.node.filter(({ opType }) => opType === "LeakyRelu").map(({ name }) => name);
  expect(leaky.filter((name) => name !== "body.conv1.act")).toEqual([]);
  model.dispose();
});

test("values that spoil the answers stay in float, and the others do not", async () => {
  const model = smallModel("small_m");
  const net = withOutliers(describeNet(model, { size: 64 }));
  const all = quantizeNet(net, { images: seen, tolerated: 10 });
  const progress: QuantizingProgress[] = [];
  const onProgress = (step: QuantizingProgress) => progress.push(step);
  const measured: MeasuredNet = quantizeNet(net, { images: seen, tolerated: 0.07, onProgress });
  expect(all.error).toBeGreaterThan(0.1);
  expect(measured.float.length).toBeLessThan(all.values.size / 4);
  expect(measured.error).toBeLessThan(0.07);
  // One value less in float would be too few.
  const fewer = measured.float.slice(0, -1).reduce<QuantizedNet>(leaveFloat, all);
  const both = seen.map((part) => [
    computed((x) => runQuantized(fewer, x), part),
    computed((x) => runNet(net, x), part),
  ]);
  const [found, exact] = [0, 1].map((side) => Float32Array.from(both.flatMap((pair) => [...(pair[side] ?? [])])));
  expect(distance(found ?? new Float32Array(), exact ?? new Float32Array())).toBeGreaterThan(0.07);
  expect(new Set(progress.map(({ part }) => part))).toEqual(new Set(["spans", "errors", "floats"]));
  expect(progress.filter(({ part }) => part === "spans").at(-1)).toEqual({ part: "spans", done: 32, of: 32 });
  for (const { done, of } of progress) expect(done).toBeLessThanOrEqual(of);
  const [worst = ""] = measured.float;
  expect(worst).toMatch(/^body\.layer\d\.\d\.conv1\.(act|aa)$/);
  expect(measured.values.has(worst)).toBe(false);
  expect(measured.kernels.has(worst.replace(/1\.(act|aa)$/, "2"))).toBe(false);
  expect(measured.kernels.has("body.conv1")).toBe(true);
  const unseen = batch(3);
  const wanted = computed((images) => runNet(net, images), unseen);
  expect(distance(await runtimeAnswers(measured, unseen), wanted)).toBeLessThan(0.15);
  model.dispose();
});

/**
 * The same net with one channel 10,000 times as large between the first two convolutions of each block: its neighbours'
 * bytes are all 0.
 */
function withOutliers(net: Net): Net {
  const factor = 10_000;
  const nodes = net.nodes.map((node) => {
    const { output, operation } = node;
    if (operation.kind !== "convolution" || !output.includes("layer")) return node;
    const { kernel, bias } = operation;
    const [, , inputs = 1, outputs = 1] = kernel.shape;
    if (output.endsWith(".conv1")) {
      const scaled = (values: Float32Array) => values.map((value, i) => (i % outputs === 0 ? value * factor : value));
      const made = {
        kernel: { ...kernel, values: scaled(kernel.values) },
        bias: { ...bias, values: scaled(bias.values) },
      };
      return { ...node, operation: { ...operation, ...made } };
    }
    if (!output.endsWith(".conv2")) return node;
    const isFirst = (index: number) => Math.floor(index / outputs) % inputs === 0;
    const values = kernel.values.map((value, index) => (isFirst(index) ? value / factor : value));
    return { ...node, operation: { ...operation, kernel: { ...kernel, values } } };
  });
  return { ...net, nodes };
}

test("a quantized file takes bytes of pixels, too", async () => {
  const model = smallModel("small_s");
  const file = path.join(folder, "bytes.onnx");
  const pixels = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], probabilities: "softmax" } as const;
  await exportOnnx(model, file, { size: 64, pixels, quantize: { images: seen } });
  const runtime = await findOnnxRuntime(["onnxruntime-node"]);
  if (runtime === undefined) throw new Error("onnxruntime-node is not installed");
  const opened = await openOnnx(file, runtime);
  const { values, shape } = batch(3);
  const bytes = { values: Uint8Array.from(values, (value) => Math.round(127.5 * (value + 1))), shape };
  const [found, wanted] = [await opened.run(bytes), await modelNet(model, pixels).run(bytes)];
  expect(distance(found, wanted)).toBeLessThan(0.1);
  await opened.dispose();
  model.dispose();
});

test("ML-Decoder's attention stays in float", async () => {
  const model = smallModel("small_s", "ML-Decoder");
  const net = describeNet(model, { size: 64 });
  const quantized = quantizeNet(net, { images: seen });
  expect([...quantized.values.keys()].filter((name) => name.startsWith("head"))).toEqual([]);
  const unseen = batch(3);
  const wanted = computed((images) => runNet(net, images), unseen);
  expect(distance(await runtimeAnswers(quantized, unseen), wanted)).toBeLessThan(0.15);
  model.dispose();
});
