/**
 * Which inputs of an op are lists: the graph API takes a list in one call, the kernels give inputs one by one.
 * Read from TensorFlow's own `OpDef`, so every op works, not a list of known ones.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/framework/op_def.proto
 */
import type { CApi } from "./c-api.ts";
import { checkStatus } from "./status.ts";

/** One input of an op: a single tensor, or a list as long as the attribute `lengthAttribute` says. */
export interface InputDefinition {
  readonly name: string;
  readonly lengthAttribute: string | undefined;
}

const opDef = { inputArg: 2 } as const;
const argDef = { name: 1, numberAttribute: 5, typeListAttribute: 6 } as const;

// A process has one TensorFlow, whose ops don't change; a training step asks for the same few dozen thousands of times.
const known = new Map<string, readonly InputDefinition[]>();

/**
 * The inputs of an op, in order.
 * @throws TensorFlowError when TensorFlow has no op of that name.
 */
export function inputDefinitions(api: CApi, graph: bigint, name: string, status: bigint): readonly InputDefinition[] {
  const definitions = known.get(name) ?? readDefinitions(api, graph, name, status);
  known.set(name, definitions);
  return definitions;
}

function readDefinitions(api: CApi, graph: bigint, name: string, status: bigint): InputDefinition[] {
  const buffer = api.TF_NewBuffer();
  try {
    api.TF_GraphGetOpDef(graph, name, buffer, status);
    checkStatus(api, status, name);
    return fieldsOf(contents(api, buffer))
      .filter(({ tag }) => tag === opDef.inputArg)
      .map(({ bytes }) => {
        const text = new Map(fieldsOf(bytes).map((field) => [field.tag, field.bytes.toString()]));
        return {
          name: text.get(argDef.name) ?? "",
          lengthAttribute: text.get(argDef.numberAttribute) ?? text.get(argDef.typeListAttribute),
        };
      });
  } finally {
    api.TF_DeleteBuffer(buffer);
  }
}

// TF_Buffer is { const void* data; size_t length; … }.
function contents(api: CApi, buffer: bigint): Buffer {
  const header = new BigUint64Array(2);
  api.memcpy(header, buffer, 16);
  const bytes = Buffer.alloc(Number(header[1]));
  if (bytes.length > 0) api.memcpy(bytes, header[0] ?? null, bytes.length);
  return bytes;
}

/** The length-delimited fields of a protobuf message; numbers are passed over. */
function fieldsOf(bytes: Buffer): { tag: number; bytes: Buffer }[] {
  const fields: { tag: number; bytes: Buffer }[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const kind = key & 7;
    if (kind === 2) {
      const length = varint();
      fields.push({ tag: key >>> 3, bytes: bytes.subarray(at, at + length) });
      at += length;
    } else if (kind === 0) varint();
    else at += kind === 1 ? 8 : 4;
  }
  return fields;
}
