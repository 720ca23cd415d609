import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";

/** An algorithm that computes a convolution of stride 1, with zeros around the borders, and its gradients. */
export interface ConvolutionAlgorithm {
  /** Convolves x [n, h, w, c] with kernel [s, s, c, k] → [n, h, w, k]. */
  convolve(x: Tensor4D, kernel: Tensor4D): Tensor4D;
  /** Computes the gradients of x and of the kernel from the gradient of the result, dy [n, h, w, k]. */
  gradients(dy: Tensor4D, x: Tensor4D, kernel: Tensor4D): [dx: Tensor, dKernel: Tensor];
}
