import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp } from "../backend/run-op.ts";
import { attr } from "../native/op-attributes.ts";

/**
 * Returns the same values in a tensor of its own, from which on a traced function computes in float32.
 *
 * x float32 [any] → float32 [same]. With `precision: "bfloat16"` TensorFlow's graph optimizer also moves additions and
 * products into bfloat16 when they follow a matrix product: measured, `w − η·gradient` then rounds the weights
 * themselves to 8 bits at every step. It can't look through an int32, so the bits are read as int32 and as float32
 * again, which copies nothing. Gradients pass through this op before an update. (`EnsureShape`, `Snapshot` and
 * `CheckNumerics` do not hold: measured, they are on the optimizer's list of transparent ops.)
 * @throws TensorFlowError while a function is traced, when x is not float32.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/grappler/optimizers/auto_mixed_precision_lists.h
 */
export function holdFloat32<T extends Tensor>(x: T): T {
  const [bits] = runOp("Bitcast", [x], { T: attr.type("float32"), type: attr.type("int32") });
  const [held] = runOp("Bitcast", bits === undefined ? [] : [bits], {
    T: attr.type("int32"),
    type: attr.type("float32"),
  });
  bits?.dispose();
  // The op gives its input's bits back: same rank, same dtype.
  return held as T;
}
