import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";

/** A way to compute a convolution of stride 1, zeros around the borders, and its gradients. */
export interface Way {
  /** x [n, h, w, c], kernel [s, s, c, k] → [n, h, w, k] */
  convolve(x: Tensor4D, kernel: Tensor4D): Tensor4D;
  /** The gradients of x and of the kernel, from that of the result. */
  gradients(dy: Tensor4D, x: Tensor4D, kernel: Tensor4D): [dx: Tensor, dKernel: Tensor];
}
