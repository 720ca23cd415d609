/** The weights of a graph as TensorFlow.js keeps them: one after another, cut into files of 4 MB. */
import { beyondFloat16, toFloat16 } from "@tresnet/checkpoints";
import type { GraphNode, GraphTensor } from "../tensorflow/graph.ts";
import type { Json } from "./node-json.ts";

/** Weights as files. */
export interface WeightFiles {
  /** What model.json says of them. */
  readonly manifest: Json;
  /** The files, by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

// As TensorFlow's own converter cuts them: browsers keep files of this size.
const shardBytes = 4 * 1024 * 1024;

/**
 * Lays out what the constants of a graph hold. With `half`, matrices and kernels are kept as float16 and become float32
 * when they are loaded; vectors stay as they are, and so does what float16 can't hold.
 */
export function weightsManifest(nodes: readonly GraphNode[], half: boolean): WeightFiles {
  const specs: Json[] = [];
  const pieces: Uint8Array[] = [];
  for (const { name, attributes } of nodes) {
    const tensor = attributes["value"];
    if (tensor?.kind !== "tensor") continue;
    const { dtype, shape } = tensor.value;
    const halved = half ? halfOf(tensor.value) : undefined;
    specs.push({ name, shape, dtype, ...(halved && { quantization: { dtype: "float16" } }) });
    pieces.push(bytesOf(halved ?? tensor.value.values));
  }
  const shards = cut(pieces);
  const names = shards.map((_, index) => `group1-shard${index + 1}of${shards.length}.bin`);
  return {
    manifest: [{ paths: names, weights: specs }],
    files: new Map(shards.map((shard, index) => [names[index] ?? "", shard])),
  };
}

/** The values as float16; undefined where they are better left as they are. */
function halfOf({ shape, values }: GraphTensor): Uint16Array | undefined {
  if (!(values instanceof Float32Array) || shape.filter((size) => size > 1).length < 2) return undefined;
  return beyondFloat16(values) === undefined ? toFloat16(values) : undefined;
}

function cut(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  const bytes = Buffer.concat(pieces);
  const count = Math.max(1, Math.ceil(bytes.length / shardBytes));
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * shardBytes, (index + 1) * shardBytes));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
