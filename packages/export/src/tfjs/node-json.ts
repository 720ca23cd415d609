/** Writes a graph's nodes as JSON: protobuf's own mapping, in which bytes are base64 and 64-bit numbers are text. */
import type { GraphAttribute, GraphDtype, GraphNode, GraphShape } from "../tensorflow/graph.ts";

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  /** Each value, by its key. */
  readonly [key: string]: Json;
}

const dtypeNames = { float32: "DT_FLOAT", int32: "DT_INT32", uint8: "DT_UINT8" } as const satisfies Record<
  GraphDtype,
  string
>;

/** Writes a node as `NodeDef`; of a constant, what it holds is left out, for it lies among the weights. */
export function nodeJson({ name, op, inputs, attributes }: GraphNode): Json {
  const attr = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attributeJson(value)]));
  return { name, op, ...(inputs.length > 0 && { input: inputs }), attr };
}

/** Writes an input or output of a signature as `TensorInfo`. */
export function tensorInfoJson(node: string, dtype: GraphDtype, shape: GraphShape): Json {
  return { name: `${node}:0`, dtype: dtypeNames[dtype], tensorShape: shapeJson(shape) };
}

function attributeJson({ kind, value }: GraphAttribute): Json {
  switch (kind) {
    case "type":
      return { type: dtypeNames[value] };
    case "int":
      return { i: String(value) };
    case "ints":
      return { list: { i: value.map(String) } };
    case "float":
      return { f: value };
    case "bool":
      return { b: value };
    case "text":
      return { s: base64(value) };
    case "texts":
      return { list: { s: value.map(base64) } };
    case "shape":
      return { shape: shapeJson(value) };
    case "tensor":
      return { tensor: { dtype: dtypeNames[value.dtype], tensorShape: shapeJson(value.shape) } };
    default:
      return kind satisfies never;
  }
}

function shapeJson(shape: GraphShape): Json {
  return { dim: shape.map((size) => ({ size: String(size ?? -1) })) };
}

function base64(value: string): string {
  return Buffer.from(value).toString("base64");
}
