import type { Tensor } from "@tensorflow/tfjs-core";
import { runOp } from "../backend/run-op.ts";
import { attr } from "../native/op-attributes.ts";

/**
 * The same tensor, float32 [any] → float32 [same], behind a wall for mixed precision.
 *
 * With `precision: "bfloat16"` TensorFlow's graph optimizer also moves additions and products into bfloat16 when they
 * follow a matrix product: measured, `w − η·gradient` then rounds the weights themselves to 8 bits at every step. It
 * can't look behind an int32, so the bits go there and back, which copies nothing. Gradients pass through it before an
 * update. (`EnsureShape`, `Snapshot` and `CheckNumerics` do not hold: measured, they are on the optimizer's list of
 * transparent ops.)
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
