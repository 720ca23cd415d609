/** A described net as the bytes of an ONNX file. */
import { create, toBinary } from "@bufbuild/protobuf";
import {
  type GraphProto,
  ModelProtoSchema,
  TensorProto_DataType,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { inputName, type Net, sidesOf } from "../net/net.ts";
import { callByKind } from "../net/operations.ts";
import { valueShapes } from "../net/value-shapes.ts";
import type { QuantizedNet } from "../quantize/quantized-net.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { answersName, imagesName } from "./value-names.ts";
import { writeOperations } from "./write-operations.ts";

/** How an ONNX file is written. */
export interface EncodeOnnxOptions {
  /** Whether kernels are stored as float16, half the bytes; what goes in and out is float32. @default false */
  readonly half?: boolean | undefined;
  /** What the file says of itself: text by key. @default nothing */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Writes a net as ONNX, opset 17, IR 8, the batch free: `pixel_values` float32 [n, channels, height, width] → `logits`
 * float32 [n, classes]; of a net for pixels uint8 [n, height, width, channels] → `probabilities`.
 * @throws ExportError when a weight is too great for float16.
 */
export function encodeOnnx(net: Net, options: EncodeOnnxOptions = {}): Uint8Array<ArrayBuffer> {
  return encodeQuantizedOnnx({ net, values: new Map(), kernels: new Set() }, options);
}

/**
 * Writes a quantized net as ONNX, as `encodeOnnx` does: values that are bytes pass QuantizeLinear and DequantizeLinear,
 * which runtimes join with the operations around them; kernels are signed bytes with a scale for each output channel.
 */
export function encodeQuantizedOnnx(
  { net, values, kernels }: QuantizedNet,
  { half = false, metadata = {} }: EncodeOnnxOptions = {},
): Uint8Array<ArrayBuffer> {
  const writer = new OnnxGraph(net.name, { half });
  writeQuantized(writer, { net, values, kernels }, answersName(net));
  const { graph } = writer;
  graph.input.push(imagesInfo(net));
  graph.output.push(valueInfo(answersName(net), TensorProto_DataType.FLOAT, ["n", net.numClasses]));
  return encodeGraph(graph, metadata);
}

/** Writes the operations of a net into a graph, from the images on; its output is called `answers` there. */
export function writeQuantized(writer: OnnxGraph, { net, values, kernels }: QuantizedNet, answers: string): void {
  const shapes = valueShapes(net);
  const named = (name: string) => {
    if (name === net.output) return answers;
    return name === inputName ? imagesName : name;
  };
  const rounded = new Map<string, { readonly bytes: string; readonly value: string }>();
  const round = (name: string) => {
    const quantization = values.get(name);
    if (quantization !== undefined) rounded.set(name, writer.rounded(named(name), quantization));
  };
  round(inputName);
  for (const { output, inputs, operation, weights = named(output) } of net.nodes) {
    const [first = ""] = inputs;
    const hasKernel = operation.kind === "convolution" || operation.kind === "dense";
    const read = hasKernel && !kernels.has(output) ? undefined : rounded.get(first);
    callByKind(writeOperations, operation, {
      graph: writer,
      output: named(output),
      weights,
      inputs: inputs.map((name) => rounded.get(name)?.value ?? named(name)),
      shapes: inputs.map((name) => shapes.get(name) ?? []),
      bytes: read && { name: read.bytes, rounded: named(first), scale: values.get(first)?.scale ?? 1 },
    });
    round(output);
  }
}

/** What a file says of the images that go in. */
export function imagesInfo({ input: { channels, size, type } }: Net): ValueInfoProto {
  const { height = "height", width = "width" } = sidesOf(size);
  const isBytes = type === "uint8";
  const elementType = isBytes ? TensorProto_DataType.UINT8 : TensorProto_DataType.FLOAT;
  const shape = isBytes ? ["n", height, width, channels] : ["n", channels, height, width];
  return valueInfo(imagesName, elementType, shape);
}

/** Makes a file of a graph, opset 17, IR 8. */
export function encodeGraph(graph: GraphProto, metadata: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ domain: "", version: 17n }],
    producerName: "tresnet",
    graph,
    metadataProps: propsOf(metadata),
  });
  return toBinary(ModelProtoSchema, model);
}

/**
 * Bytes that add text to the end of an ONNX file: what was there stays as it is, for a reader of protobuf joins the
 * fields of both.
 */
export function encodeOnnxNote(metadata: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { metadataProps: propsOf(metadata) }));
}

function propsOf(metadata: Readonly<Record<string, string>>) {
  return Object.entries(metadata).map(([key, value]) => ({ key, value }));
}

/** Says an input's or an output's type and shape; a word is the name of a length that is free. */
export function valueInfo(name: string, elemType: number, shape: readonly (number | string)[]): ValueInfoProto {
  const dim = shape.map((length) => {
    if (typeof length === "string") return { value: { case: "dimParam" as const, value: length } };
    return { value: { case: "dimValue" as const, value: BigInt(length) } };
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: { elemType, shape: { dim } } } },
  });
}
