/** What stands in an ONNX file. */
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { noise } from "@tresnet/vitest";
import { ModelProtoSchema, TensorProto_DataType } from "onnx-buf";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addOnnxNote,
  checkExport,
  constant,
  describeNet,
  type EncodeOnnxOptions,
  ExportError,
  findOnnxRuntime,
  fromPixels,
  modelNet,
  type Net,
  openOnnx,
  readOnnxMetadata,
} from "../src/index.ts";
import { encodeOnnx } from "../src/onnx/encode-onnx.ts";
import { smallModel } from "./example-models.ts";

let folder = "";
const at = (name: string) => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-encode-"));
});
afterAll(() => rm(folder, { recursive: true }));

function decoded(net: Net, options?: EncodeOnnxOptions) {
  const model = fromBinary(ModelProtoSchema, encodeOnnx(net, options));
  if (model.graph === undefined) throw new Error("no graph");
  return { model, graph: model.graph };
}

/** The names and lengths of a value's axes. */
function shapeOf(value: ReturnType<typeof decoded>["graph"]["input"][number] | undefined) {
  const type = value?.type?.value;
  if (type?.case !== "tensorType") throw new Error("no tensor");
  return type.value.shape?.dim.map(({ value: length }) =>
    typeof length.value === "bigint" ? Number(length.value) : length.value,
  );
}

test("the file is of opset 17 and IR 8, its batch free, its size fixed or free", () => {
  const model = smallModel("small_m");
  const { model: file, graph } = decoded(describeNet(model, { size: 64 }));
  expect(file).toMatchObject({ irVersion: 8n, producerName: "tresnet", opsetImport: [{ domain: "", version: 17n }] });
  expect(graph.input.map(({ name }) => name)).toEqual(["pixel_values"]);
  expect(graph.output.map(({ name }) => name)).toEqual(["logits"]);
  expect(shapeOf(graph.input[0])).toEqual(["n", 3, 64, 64]);
  expect(shapeOf(graph.output[0])).toEqual(["n", 7]);
  expect(shapeOf(decoded(describeNet(model)).graph.input[0])).toEqual(["n", 3, "height", "width"]);
  model.dispose();
});

test("a net for pixels takes bytes as images are stored", () => {
  const model = smallModel("small_m");
  const pixels = { mean: [0, 0, 0], std: [1, 1, 1], probabilities: "softmax" } as const;
  const { graph } = decoded(fromPixels(describeNet(model, { size: 64 }), pixels));
  expect(shapeOf(graph.input[0])).toEqual(["n", 64, 64, 3]);
  expect(graph.output[0]?.name).toBe("probabilities");
  model.dispose();
});

test("batch norm is folded, no attribute needs a newer runtime, and a fixed even map is not padded to be halved", () => {
  const model = smallModel("small_m");
  const [fixed, free] = [decoded(describeNet(model, { size: 64 })).graph, decoded(describeNet(model)).graph];
  const types = new Set(free.node.map(({ opType }) => opType));
  expect(types).not.toContain("BatchNormalization");
  expect(types).not.toContain("SpaceToDepth");
  const attributes = free.node.flatMap(({ attribute }) => attribute.map(({ name }) => name));
  expect(attributes).not.toContain("auto_pad");
  expect(attributes).not.toContain("ceil_mode");
  for (const { input } of free.node.filter(({ opType }) => opType === "Pad")) expect(input).toHaveLength(3);
  const pads = (graph: typeof free) => graph.node.filter(({ opType }) => opType === "Pad").length;
  expect(pads(free) - pads(fixed)).toBe(3); // the shortcuts of three stages
  model.dispose();
});

test("half stores kernels as float16, in little more than half of the bytes", () => {
  const model = smallModel("small_s", "ML-Decoder");
  const net = describeNet(model);
  const [whole, half] = [encodeOnnx(net).length, encodeOnnx(net, { half: true }).length];
  expect(half / whole).toBeLessThan(0.62);
  const { graph } = decoded(net, { half: true });
  const kinds = new Set(graph.initializer.map(({ dataType }) => dataType));
  expect(kinds).toContain(TensorProto_DataType.FLOAT16);
  const great = constant([2, 7], Float32Array.of(70_000, ...noise(13, 1)));
  const last = net.nodes.at(-1);
  const dense = { kind: "dense", kernel: great, bias: constant([7], new Float32Array(7)) } as const;
  const broken: Net = { ...net, nodes: [{ output: net.output, inputs: last?.inputs ?? [], operation: dense }] };
  expect(() => encodeOnnx(broken, { half: true })).toThrow(
    'float16 ends at ±65504, and "logits.weight" holds 70000. Leave half out.',
  );
  model.dispose();
});

test("what the file says of itself is read back: any characters, 11,221 classes, what was added later", async () => {
  const model = smallModel("small_s");
  const classes = Array.from({ length: 11_221 }, (_, index) => `${index} Köhler's "🐦"\n\u0000`);
  await writeFile(at("a.onnx"), encodeOnnx(describeNet(model), { metadata: { classes: JSON.stringify(classes) } }));
  await addOnnxNote(at("a.onnx"), { check: "fine" });
  const metadata = await readOnnxMetadata(at("a.onnx"));
  expect(JSON.parse(metadata.get("classes") ?? "")).toEqual(classes);
  expect(metadata.get("check")).toBe("fine");
  const runtime = await findOnnxRuntime();
  if (runtime === undefined) throw new Error("ONNX Runtime is not installed");
  const net = await openOnnx(at("a.onnx"), runtime); // loads it still
  await net.dispose();
  await truncate(at("a.onnx"), 10_000);
  await expect(readOnnxMetadata(at("a.onnx"))).rejects.toThrow(ExportError);
  await expect(openOnnx(at("a.onnx"), runtime)).rejects.toThrow(
    /a\.onnx: expected a file that onnxruntime-node .* loads/,
  );
  model.dispose();
});

test("the check finds one weight that was changed on the disk", async () => {
  const model = smallModel("small_m");
  const runtime = await findOnnxRuntime();
  if (runtime === undefined) throw new Error("ONNX Runtime is not installed");
  const bytes = encodeOnnx(describeNet(model, { size: 64 }));
  const images = [
    { values: noise(64 * 64 * 3, 1), shape: [1, 64, 64, 3] },
    { values: noise(5 * 64 * 64 * 3, 2), shape: [5, 64, 64, 3] },
  ] as const;
  await writeFile(at("b.onnx"), bytes);
  const whole = await openOnnx(at("b.onnx"), runtime);
  const check = await checkExport(modelNet(model), whole, images, { limit: 1e-5 });
  expect(check).toMatchObject({ runtime: runtime.name, images: 6, limit: 1e-5, agreement: 1 });
  expect(check.deviation).toBeGreaterThan(0);
  expect(check.deviation).toBeLessThan(1e-5);
  await whole.dispose();

  const kernel = fromBinary(ModelProtoSchema, bytes).graph?.initializer.find(
    ({ name }) => name === "body.layer1.0.conv1.weight",
  );
  if (kernel === undefined) throw new Error("no such weight");
  const place = Buffer.from(bytes).indexOf(kernel.rawData);
  new DataView(bytes.buffer, bytes.byteOffset + place).setFloat32(4 * 100, 0.5, true);
  await writeFile(at("b.onnx"), bytes);
  const changed = await openOnnx(at("b.onnx"), runtime);
  const checking = checkExport(modelNet(model), changed, images, { limit: 1e-5 });
  await expect(checking).rejects.toThrow(
    /^checkExport: expected answers within 0\.00001 of the greatest value, got .* from onnxruntime-node .* on 6 images/,
  );
  await expect(checking).rejects.toThrow(ExportError);
  await changed.dispose();
  model.dispose();
});
