/**
 * TensorFlow ops with typed outputs. What TensorFlow's op definitions promise is said here, once, to the type checker.
 */
import type { Tensor } from "@tensorflow/tfjs-core";
import { type Attributes, runOp } from "@tresnet/engine";

/** Runs the TensorFlow op `name`, which has one output; the caller names its rank. */
export function nativeOp<T extends Tensor>(name: string, inputs: readonly Tensor[], attributes: Attributes = {}): T {
  return nativeOps<[T]>(name, inputs, attributes, 1)[0];
}

/** Runs the TensorFlow op `name`, which has `outputs` outputs; the caller names their ranks. */
export function nativeOps<T extends readonly Tensor[]>(
  name: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
  outputs: T["length"],
): T {
  const results: readonly Tensor[] = runOp(name, inputs, attributes, outputs);
  return results as T;
}
