/**
 * Reads the signatures of a SavedModel out of its `MetaGraphDef`.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/protobuf/meta_graph.proto
 */
import { type ProtobufField, protobufFields } from "../protobuf/protobuf-fields.ts";

/** One input or output of a signature. */
export interface SignatureTensor {
  /** The tensor in the graph, such as "images:0". */
  readonly tensor: string;
  /** TensorFlow's number for its dtype. */
  readonly dtype: number;
  /** The sizes of the axes; undefined where any size will do. */
  readonly shape: readonly (number | undefined)[];
}

/** What a signature takes and gives, each by its name. */
export interface Signature {
  /** The tensors that go in. */
  readonly inputs: ReadonlyMap<string, SignatureTensor>;
  /** The tensors that come out. */
  readonly outputs: ReadonlyMap<string, SignatureTensor>;
}

// Fields of MetaGraphDef, SignatureDef, TensorInfo, TensorShapeProto and its Dim; a map's entry is { key, value }.
const field = { signature: 5, inputs: 1, outputs: 2, name: 1, dtype: 2, shape: 3, dim: 2, size: 1, key: 1, value: 2 };

/** Reads the signatures by their names, in alphabetical order. */
export function readSignatures(metaGraph: Buffer): ReadonlyMap<string, Signature> {
  const signatures = readMap(protobufFields(metaGraph), field.signature).map(([name, bytes]) => {
    const fields = protobufFields(bytes);
    return [name, { inputs: readTensors(fields, field.inputs), outputs: readTensors(fields, field.outputs) }] as const;
  });
  return new Map(signatures.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readTensors(fields: readonly ProtobufField[], tag: number): ReadonlyMap<string, SignatureTensor> {
  return new Map(readMap(fields, tag).map(([name, bytes]) => [name, readTensor(protobufFields(bytes))]));
}

function readTensor(fields: readonly ProtobufField[]): SignatureTensor {
  const last = (tag: number) => fields.findLast((one) => one.tag === tag);
  const dims = protobufFields(last(field.shape)?.bytes ?? Buffer.alloc(0)).filter(({ tag }) => tag === field.dim);
  const shape = dims.map(({ bytes }) => {
    const size = protobufFields(bytes).find(({ tag }) => tag === field.size)?.number ?? 0;
    return size > Number.MAX_SAFE_INTEGER ? undefined : size; // −1 reads as 2⁶⁴ − 1
  });
  return { tensor: String(last(field.name)?.bytes ?? ""), dtype: last(field.dtype)?.number ?? 0, shape };
}

function readMap(fields: readonly ProtobufField[], tag: number): [name: string, value: Buffer][] {
  return fields
    .filter((one) => one.tag === tag)
    .map(({ bytes }) => {
      const entry = protobufFields(bytes);
      const of = (part: number) => entry.find((one) => one.tag === part)?.bytes ?? Buffer.alloc(0);
      return [of(field.key).toString(), of(field.value)];
    });
}
