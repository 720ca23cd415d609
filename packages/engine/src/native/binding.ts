/**
 * The interface between tfjs-node's kernels and TensorFlow.
 *
 * Tensors are known to tfjs by number. Even numbers are eager tensors (a `TFE_TensorHandle` each); odd ones belong to a
 * trace and are known only to its TraceBinding.
 */
import { dtypeNumbers, type TensorValues } from "./dtypes.ts";
import { attributeKinds, type OpAttribute } from "./op-attributes.ts";

/** What tfjs needs to know of an op's output: its number, its shape and TensorFlow's number for its dtype. */
export interface TensorMetadata {
  id: number;
  shape: number[];
  dtype: number;
}

/** The native interface that tfjs-node's kernels call: EagerBinding runs what they ask for, TraceBinding records it. */
export interface Binding {
  /** Makes a tensor of values that JavaScript has, and returns its number. */
  createTensor(shape: readonly number[], dtype: number, values: ArrayLike<unknown>): number;
  /** Releases a tensor. */
  deleteTensor(id: number): void;
  /** Copies a tensor's values into JavaScript. */
  tensorDataSync(id: number): TensorValues;
  /** Runs or records the op `name`, and returns its first `outputs` outputs. */
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[];
}

/** The constants that tfjs-node's kernels read from their binding. */
export const bindingConstants = {
  ...attributeKinds,
  TF_FLOAT: dtypeNumbers.float32,
  TF_INT32: dtypeNumbers.int32,
  TF_UINT8: dtypeNumbers.uint8,
  TF_STRING: dtypeNumbers.string,
  TF_COMPLEX64: dtypeNumbers.complex64,
  TF_INT64: dtypeNumbers.int64,
  TF_BOOL: dtypeNumbers.bool,
  TF_RESOURCE: dtypeNumbers.resource,
} as const;
