import { reshape, type Tensor4D } from "@tensorflow/tfjs-core";
import { checkImages, checkTensor } from "./check-tensor.ts";
import { matrixProduct } from "./matrix-product.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * A 1×1 convolution as one matrix product, and its gradients as two more.
 *
 * x float32 [n, h, w, c], kernel float32 [1, 1, c, k] → float32 [n, h, w, k]. For training: measured 1.09× a training step
 * with oneDNN's 1×1 convolutions, whose weight gradient is slow; 0.89× in inference.
 * @throws ShapeError when a shape differs.
 */
export function pointwiseConvolution(x: Tensor4D, kernel: Tensor4D): Tensor4D {
  checkImages("pointwiseConvolution", x);
  const [n, height, width, channels] = x.shape;
  checkTensor("pointwiseConvolution", "kernel", kernel, [1, 1, channels, "k"]);
  const filters = kernel.shape[3];
  const pixels = n * height * width;
  return withGradient([x, kernel], {
    forward: () => {
      const product = matrixProduct(reshape(x, [pixels, channels]), reshape(kernel, [channels, filters]));
      return { y: reshape<Tensor4D["rankType"]>(product, [n, height, width, filters]), saved: [x, kernel] };
    },
    backward: (dy, [x, kernel]) => {
      const dProduct = reshape(dy, [pixels, filters]);
      const dx = matrixProduct(dProduct, reshape(kernel, [channels, filters]), { transposeB: true }); // [pixels, c]
      const dKernel = matrixProduct(reshape(x, [pixels, channels]), dProduct, { transposeA: true }); // [c, k]
      return [reshape(dx, x.shape), reshape(dKernel, kernel.shape)];
    },
  });
}
