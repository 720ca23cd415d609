import { constant } from "../net/constant.ts";
import type { ConvolutionOperation } from "../net/operations.ts";

/**
 * The convolution on pixels that equals a 3×3 convolution behind a space-to-depth by `block`: 3·block × 3·block, with a
 * stride and zeros of `block`. Its kernel is the same numbers at other places, [3b, 3b, c, out] of [3, 3, b²·c, out].
 */
export function foldStem({ kernel, ...convolution }: ConvolutionOperation, block: number): ConvolutionOperation {
  const [size = 0, , deep = 0, out = 0] = kernel.shape;
  const [side, channels] = [size * block, deep / block ** 2];
  const values = new Float32Array(kernel.values.length);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const tap = Math.floor(row / block) * size + Math.floor(column / block);
      const folded = ((row % block) * block + (column % block)) * channels;
      // The channels of a pixel lie side by side in both.
      const from = (tap * deep + folded) * out;
      values.set(kernel.values.subarray(from, from + channels * out), (row * side + column) * channels * out);
    }
  }
  const folded = constant([side, side, channels, out], values);
  return { ...convolution, kernel: folded, stride: block, padding: block };
}
