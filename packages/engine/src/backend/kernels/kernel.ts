/** The pieces that the engine's own kernels are made of. */
import * as tf from "@tensorflow/tfjs-core";
import type { DTypeName } from "../../native/dtypes.ts";
import { type Attributes, attr } from "../../native/op-attributes.ts";
import { runOp } from "../run-op.ts";

// tfjs-core types the inputs and attributes of each kernel, and exports no map of them.
// biome-ignore lint/suspicious/noExplicitAny: see above
type ByName = Record<string, any>;

/** tfjs hands a kernel its tensors by name (some by lists), its attributes, and the backend. */
export type Kernel = (inputs: ByName, attributes: ByName, backend: unknown) => tf.TensorInfo | tf.TensorInfo[];

/** Runs a TensorFlow op and returns its first output. */
export function first(name: string, inputs: readonly tf.Tensor[], attributes: Attributes): tf.Tensor {
  const [output] = runOp(name, inputs, attributes);
  if (output === undefined) throw new Error(`${name}: expected an output, got none.`);
  return output;
}

/** Makes the attribute that names a tensor's dtype. */
export function typeOf(tensor: tf.TensorInfo) {
  return attr.type(tensor.dtype as DTypeName);
}

/** Casts to int64, which tfjs calls int32; the ops that index sparse tensors take nothing else. */
export function toInt64(tensor: tf.Tensor): tf.Tensor {
  return first("Cast", [tensor], { SrcT: typeOf(tensor), DstT: attr.type("int64") });
}

/** Casts an int64 tensor to int32. */
export function fromInt64(tensor: tf.Tensor): tf.Tensor {
  return first("Cast", [tensor], { SrcT: attr.type("int64"), DstT: attr.type("int32") });
}

/** Runs `compute` in a `tidy` of its own: only what it returns stays. */
export function scoped<T extends tf.TensorContainer>(compute: () => T): T {
  return tf.tidy(compute);
}
