import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { nativeOp } from "./native-op.ts";

/**
 * Multiplies matrices by TensorFlow's own op: a [m, k], or its transpose, times b [k, n], or its transpose → [m, n].
 * The function has no gradient.
 */
export function matrixProduct(a: Tensor, b: Tensor, { transposeA = false, transposeB = false } = {}): Tensor2D {
  return nativeOp("MatMul", [a, b], { T: attr.type("float32"), transpose_a: transposeA, transpose_b: transposeB });
}
