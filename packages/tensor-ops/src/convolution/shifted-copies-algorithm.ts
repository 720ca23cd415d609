import { concat, pad, reshape, slice, type Tensor, type Tensor2D, type Tensor4D } from "@tensorflow/tfjs-core";
import { waitFor } from "@tresnet/engine";
import { matrixProduct } from "../matrix-product.ts";
import type { ConvolutionAlgorithm } from "./convolution-algorithm.ts";
import { directAlgorithm, inputGradient } from "./direct-algorithm.ts";

/**
 * Computes the gradient of the kernel as one product of shifted copies of x, side by side, with dy; all else by
 * TensorFlow's own ops.
 *
 * It is for small maps, where oneDNN's own gradient is slow: on TensorFlow's threads it can't share what it rearranges.
 * Measured on two AVX512-BF16 cores: 512 channels at 7×7, batch 16, 10.2 ms in place of 18.8; 128 at 8×8, batch 128, 16
 * in place of 20.
 */
export const shiftedCopiesAlgorithm: ConvolutionAlgorithm = {
  ...directAlgorithm,
  gradients: (dy, x, kernel) => [inputGradient(dy, x, kernel), kernelGradient(dy, x, kernel)],
};

function kernelGradient(dy: Tensor4D, x: Tensor4D, kernel: Tensor4D): Tensor {
  const [n, height, width, channels] = x.shape;
  const [size, , , filters] = kernel.shape;
  const border = (size - 1) / 2;
  const borders: [number, number] = [border, border];
  // A graph computes what it can as soon as it can: held back until dy is there, the copies take no memory before.
  const padded = pad(waitFor(x, [dy]), [[0, 0], borders, borders, [0, 0]]); // [n, h + s − 1, w + s − 1, c]
  const shifted = Array.from({ length: size ** 2 }, (_, tap) =>
    slice(padded, [0, Math.floor(tap / size), tap % size, 0], [n, height, width, channels]),
  );
  const columns = reshape<Tensor2D["rankType"]>(concat(shifted, 3), [n * height * width, size ** 2 * channels]);
  const rows = reshape<Tensor2D["rankType"]>(dy, [n * height * width, filters]);
  return reshape(matrixProduct(columns, rows, { transposeA: true }), kernel.shape); // [s²·c, k] → [s, s, c, k]
}
