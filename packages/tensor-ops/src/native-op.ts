/**
 * TensorFlow ops with typed outputs. What TensorFlow's op definitions promise is said here, once, to the type checker.
 */
import type { Tensor } from "@tensorflow/tfjs-core";
import { type Attributes, runOp } from "@tresnet/engine";

/** The only output of the TensorFlow op `name`; the caller names its rank. */
export function nativeOp<T extends Tensor>(name: string, inputs: readonly Tensor[], attributes: Attributes = {}): T {
  return nativeOps<[T]>(name, inputs, attributes, 1)[0];
}

/** All outputs of the TensorFlow op `name`; the caller names how many there are, and their ranks. */
export function nativeOps<T extends readonly Tensor[]>(
  name: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
  outputs: T["length"],
): T {
  const results: readonly Tensor[] = runOp(name, inputs, attributes, outputs);
  return results as T;
}
