/** An ONNX graph while it is written: nodes, and the weights that they read. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { greatestHalf, toFloat16 } from "@tresnet/checkpoints";
import {
  AttributeProto_AttributeType,
  type AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
} from "onnx-buf";
import { ExportError } from "../errors.ts";
import type { ValueShape } from "../net/value-shapes.ts";
import type { Quantization } from "../quantize/quantization.ts";

/** An attribute of a node: a whole number, whole numbers, a number with a point as `{ float }`, or a word. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number } | string;

/** Where an operation is written. */
export interface OnnxNode {
  /** The graph that it is added to. */
  readonly graph: OnnxGraph;
  /** The name of the value that it makes. */
  readonly output: string;
  /** What its weights are named after; nodes with the same weights have the same name here. */
  readonly weights: string;
  /** The names of the values that it reads. */
  readonly inputs: readonly string[];
  /** The shape of each of these values, in the description's layout. */
  readonly shapes: readonly ValueShape[];
  /** Of a node that computes with bytes, the bytes that it reads. */
  readonly bytes?: ReadBytes | undefined;
}

/** The bytes that a node reads. */
export interface ReadBytes {
  /** The name of the bytes themselves. */
  readonly name: string;
  /** The name of the value that was rounded to them. */
  readonly rounded: string;
  /** The distance between neighbours. */
  readonly scale: number;
}

/** Nodes and weights of a graph, in the order in which they were added. */
export class OnnxGraph {
  readonly #graph: GraphProto;
  readonly #half: boolean;
  readonly #stored = new Set<string>();

  /** @param half whether kernels are stored as float16 and cast when they are read: such a file runs everywhere */
  constructor(name: string, { half }: { readonly half: boolean }) {
    this.#graph = create(GraphProtoSchema, { name });
    this.#half = half;
  }

  /** The graph as far as it was written; its inputs and outputs are the caller's to add. */
  get graph(): GraphProto {
    return this.#graph;
  }

  /** Adds a node with one output, and returns the output's name. */
  add(
    opType: string,
    output: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    this.#add(opType, [output], inputs, attributes);
    return output;
  }

  /** Adds the greatest values along the last axis, best first, equal ones by place; the names of values and places. */
  best(output: string, value: string, count: number): { readonly values: string; readonly places: string } {
    const [values, places] = [`${output}.values`, `${output}.places`] as const;
    this.#add("TopK", [values, places], [value, this.list([count])], {});
    return { values, places };
  }

  /** Adds a matrix or a kernel, as float16 where the file is half, and returns its name. */
  kernel(name: string, shape: readonly number[], values: Float32Array): string {
    if (!this.#half) return this.vector(name, shape, values);
    if (this.#stored.has(`${name}.half`)) return name; // a layer's that is run again
    const outside = values.find((value) => !(Math.abs(value) <= greatestHalf));
    if (outside !== undefined) {
      throw new ExportError(
        `exportOnnx: float16 ends at ±${greatestHalf}, and "${name}" holds ${outside}. Leave half out.`,
      );
    }
    const stored = this.#tensor(`${name}.half`, shape, TensorProto_DataType.FLOAT16, toFloat16(values));
    return this.add("Cast", name, [stored], { to: TensorProto_DataType.FLOAT });
  }

  /** Adds float32 values as they are, unless they are there, and returns their name. */
  vector(name: string, shape: readonly number[], values: Float32Array): string {
    return this.#tensor(name, shape, TensorProto_DataType.FLOAT, values);
  }

  /** Adds signed bytes with a scale for each part along an axis; readers see what they stand for under this name. */
  bytes(
    name: string,
    shape: readonly number[],
    values: Int8Array | Int32Array,
    scales: Float32Array,
    axis: number,
  ): string {
    const type = values instanceof Int8Array ? TensorProto_DataType.INT8 : TensorProto_DataType.INT32;
    const stored = this.#tensor(`${name}.bytes`, shape, type, values);
    const zeros = values instanceof Int8Array ? new Int8Array(scales.length) : new Int32Array(scales.length);
    const inputs = [stored, this.vector(`${name}.scale`, [scales.length], scales)];
    return this.add("DequantizeLinear", name, [...inputs, this.#tensor(`${name}.zero`, [scales.length], type, zeros)], {
      axis,
    });
  }

  /** Rounds a value to bytes; the names of the bytes, and of what they stand for. */
  rounded(name: string, { scale, zeroPoint }: Quantization): { readonly bytes: string; readonly value: string } {
    const parameters = [
      this.vector(`${name}.scale`, [], Float32Array.of(scale)),
      this.#tensor(`${name}.zero`, [], TensorProto_DataType.UINT8, Uint8Array.of(zeroPoint)),
    ];
    const bytes = this.add("QuantizeLinear", `${name}.rounded`, [name, ...parameters]);
    return { bytes, value: this.add("DequantizeLinear", `${name}.value`, [bytes, ...parameters]) };
  }

  /** What bytes stand for that were rounded as `name` was. */
  valueOf(output: string, bytes: string, name: string): string {
    return this.add("DequantizeLinear", output, [bytes, `${name}.scale`, `${name}.zero`]);
  }

  /** The byte 0. */
  zeroByte(name: string): string {
    return this.#tensor(name, [], TensorProto_DataType.UINT8, new Uint8Array(1));
  }

  /** The name of a list of int64 numbers, which is added once. */
  list(values: readonly number[]): string {
    return this.integers(`list_${values.join("_")}`, [values.length], values);
  }

  /** Adds int64 numbers, unless they are there, and returns their name. */
  integers(name: string, shape: readonly number[], values: readonly number[]): string {
    return this.#tensor(name, shape, TensorProto_DataType.INT64, BigInt64Array.from(values, BigInt));
  }

  #add(
    opType: string,
    output: readonly string[],
    input: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
  ): void {
    const [name = ""] = output;
    const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    this.#graph.node.push(create(NodeProtoSchema, { name, opType, input: [...input], output: [...output], attribute }));
  }

  #tensor(name: string, shape: readonly number[], dataType: number, values: ArrayBufferView): string {
    if (this.#stored.has(name)) return name;
    this.#stored.add(name);
    const rawData = Uint8Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const dims = shape.map(BigInt);
    this.#graph.initializer.push(create(TensorProtoSchema, { name, dims, dataType, rawData }));
    return name;
  }
}

function attributeOf(name: string, value: OnnxAttribute): MessageInitShape<typeof AttributeProtoSchema> & object {
  if (typeof value === "number") return { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) };
  if (typeof value === "string") {
    return { name, type: AttributeProto_AttributeType.STRING, s: new TextEncoder().encode(value) };
  }
  if ("float" in value) return { name, type: AttributeProto_AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) };
}
