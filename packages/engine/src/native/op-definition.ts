/**
 * Which inputs of an op are lists: the graph API takes a list in one call, the kernels give inputs one by one.
 * Read from TensorFlow's own `OpDef`, so every op works, not a list of known ones.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/framework/op_def.proto
 */

import { protobufFields } from "../protobuf/protobuf-fields.ts";
import { bufferContents } from "./buffer-contents.ts";
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
 * Looks up the inputs of an op, in order.
 * @throws TensorFlowError when TensorFlow has no op of that name.
 */
export function inputDefinitions(api: CApi, graph: bigint, name: string, status: bigint): readonly InputDefinition[] {
  const definitions = known.get(name) ?? readDefinitions(api, graph, name, status);
  known.set(name, definitions);
  return definitions;
}

/** Whether this TensorFlow has an op of that name: some belong to builds for some processors only. */
export function hasOp(api: CApi, name: string): boolean {
  const graph = api.TF_NewGraph();
  const status = api.TF_NewStatus();
  const buffer = api.TF_NewBuffer();
  try {
    api.TF_GraphGetOpDef(graph, name, buffer, status);
    return api.TF_GetCode(status) === 0;
  } finally {
    api.TF_DeleteBuffer(buffer);
    api.TF_DeleteStatus(status);
    api.TF_DeleteGraph(graph);
  }
}

function readDefinitions(api: CApi, graph: bigint, name: string, status: bigint): InputDefinition[] {
  const buffer = api.TF_NewBuffer();
  try {
    api.TF_GraphGetOpDef(graph, name, buffer, status);
    checkStatus(api, status, name);
    return protobufFields(bufferContents(api, buffer))
      .filter(({ tag }) => tag === opDef.inputArg)
      .map(({ bytes }) => {
        const text = new Map(protobufFields(bytes).map((field) => [field.tag, field.bytes.toString()]));
        return {
          name: text.get(argDef.name) ?? "",
          lengthAttribute: text.get(argDef.numberAttribute) ?? text.get(argDef.typeListAttribute),
        };
      });
  } finally {
    api.TF_DeleteBuffer(buffer);
  }
}
