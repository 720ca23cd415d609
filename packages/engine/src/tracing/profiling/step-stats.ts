/**
 * Reads `RunMetadata`, what TensorFlow notes of a measured call: when each op of the optimized graph ran.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/framework/step_stats.proto
 */
import { dtypeName } from "../../native/dtypes.ts";
import { type ProtobufField, protobufFields } from "../../protobuf/protobuf-fields.ts";
import { scopeOf } from "../../recording/tracing-scope.ts";

/** A tensor's dtype and shape. */
export interface TensorSpec {
  /** The name of TensorFlow's dtype, such as "float32" or "bfloat16"; "unknown" where TensorFlow did not note it. */
  readonly dtype: string;
  /** The sizes of the tensor's axes. */
  readonly shape: readonly number[];
}

/** One op of the optimized graph, as it ran in one call. */
export interface OpTime {
  /** The op's name in the optimized graph: a recorded op's, or one that the graph optimizer made of such names. */
  readonly name: string;
  /** The kind of op, such as `_MklNativeConv2D` for oneDNN's convolution. */
  readonly type: string;
  /** The part of the program that the op belongs to, as `withScope` named it; "" when that is unknown. */
  readonly scope: string;
  /** When the op started, in milliseconds from the start of the call's first op. */
  readonly startMs: number;
  /** How long the op ran, in milliseconds. */
  readonly durationMs: number;
  /** What the op read; undefined where no op of the call made it. */
  readonly inputs: readonly (TensorSpec | undefined)[];
  /** What the op made. */
  readonly outputs: readonly TensorSpec[];
}

const runMetadata = { stepStats: 1 } as const;
const stepStats = { devStats: 1 } as const;
const deviceStats = { nodeStats: 2 } as const;
const nodeStats = { name: 1, startMicros: 2, output: 7, label: 8, durationNanos: 16 } as const;
const nodeOutput = { slot: 1, tensor: 3 } as const;
const tensorDescription = { dtype: 1, shape: 2 } as const;
const tensorShape = { dim: 2 } as const;
const dimension = { size: 1 } as const;

interface RawNode {
  readonly name: string;
  readonly type: string;
  readonly sources: readonly string[];
  readonly startMicros: number;
  readonly durationNanos: number;
  readonly outputs: readonly TensorSpec[];
}

/** Reads the ops of a serialized `RunMetadata`, in the order of their start. */
export function readStepStats(bytes: Buffer): OpTime[] {
  const devices = messages(messages([bytes], runMetadata.stepStats), stepStats.devStats);
  const nodes = messages(devices, deviceStats.nodeStats).map(readNode);
  const outputs = new Map(nodes.map((node) => [node.name, node.outputs]));
  const first = nodes.reduce((least, { startMicros }) => Math.min(least, startMicros), Number.POSITIVE_INFINITY);
  return nodes
    .toSorted((a, b) => a.startMicros - b.startMicros)
    .map((node) => ({
      name: node.name,
      type: node.type,
      scope: scopeOf(node.name),
      startMs: (node.startMicros - first) / 1e3,
      durationMs: node.durationNanos / 1e6,
      inputs: node.sources.map((source) => {
        const [name = "", slot = "0"] = source.split(":");
        return outputs.get(name)?.[Number(slot)];
      }),
      outputs: node.outputs,
    }));
}

function readNode(bytes: Buffer): RawNode {
  const fields = protobufFields(bytes);
  // "[memory] name = Op(first, second:1, ^control)"
  const [, type = "", sources = ""] = / = ([^()]+)\((.*)\)$/.exec(text(fields, nodeStats.label)) ?? [];
  const outputs: TensorSpec[] = [];
  for (const { bytes: output } of fields.filter(({ tag }) => tag === nodeStats.output)) {
    const parts = protobufFields(output);
    outputs[number(parts, nodeOutput.slot)] = readTensor(parts.find(({ tag }) => tag === nodeOutput.tensor)?.bytes);
  }
  return {
    name: text(fields, nodeStats.name),
    type,
    sources: sources.split(", ").filter((source) => source !== "" && !source.startsWith("^")),
    startMicros: number(fields, nodeStats.startMicros),
    durationNanos: number(fields, nodeStats.durationNanos),
    outputs: Array.from(outputs, (output) => output ?? { dtype: "unknown", shape: [] }),
  };
}

function readTensor(bytes: Buffer = Buffer.alloc(0)): TensorSpec {
  const fields = protobufFields(bytes);
  const dims = messages(messages([bytes], tensorDescription.shape), tensorShape.dim);
  return {
    dtype: dtypeName(number(fields, tensorDescription.dtype)),
    shape: dims.map((dim) => number(protobufFields(dim), dimension.size)),
  };
}

/** Finds the fields `tag` of all `parents`. */
function messages(parents: readonly Buffer[], tag: number): Buffer[] {
  return parents.flatMap((parent) => protobufFields(parent).filter((field) => field.tag === tag)).map(bytesOf);
}

const bytesOf = ({ bytes }: ProtobufField) => bytes;

function text(fields: readonly ProtobufField[], tag: number): string {
  return fields.find((field) => field.tag === tag)?.bytes.toString() ?? "";
}

function number(fields: readonly ProtobufField[], tag: number): number {
  return fields.find((field) => field.tag === tag)?.number ?? 0;
}
