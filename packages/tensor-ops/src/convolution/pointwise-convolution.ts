import { reshape, type Tensor, type Tensor4D, transpose } from "@tensorflow/tfjs-core";
import { checkImages, checkTensor } from "../check-tensor.ts";
import { matrixProduct } from "../matrix-product.ts";
import { withGradient } from "../with-gradient.ts";
import { inputGradient } from "./direct-algorithm.ts";
import { type TraceConditions, traceConditions } from "./trace-conditions.ts";

/**
 * Convolves with a kernel of 1×1 as one matrix product; its gradients are two more.
 *
 * x float32 [n, h, w, c], kernel float32 [1, 1, c, k] → float32 [n, h, w, k]. It is for training: a training step was
 * measured at 1.09× the speed of one with oneDNN's 1×1 convolutions, whose weight gradient is slow; inference at 0.89×.
 * @param conditions device and number format that the order of the gradients' products depends on. @default those of
 * this moment
 * @throws ShapeError when a shape differs.
 */
export function pointwiseConvolution(
  x: Tensor4D,
  kernel: Tensor4D,
  conditions: TraceConditions = traceConditions(),
): Tensor4D {
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
    backward: (dy, [x, kernel]) => [dataGradient(dy, x, kernel, conditions), kernelGradient(dy, x, kernel, conditions)],
  });
}

/**
 * Computes the gradient of x [n, h, w, c]. Where the kernel's rows are pages it is faster as oneDNN's convolution: 5.8
 * for 6.3 ms on 16 maps of 14×14, 256 to 1024 channels.
 */
function dataGradient(dy: Tensor4D, x: Tensor4D, kernel: Tensor4D, conditions: TraceConditions): Tensor {
  const [, , channels, filters] = kernel.shape;
  const pixels = x.size / channels;
  if (isSlowTransposed(filters, conditions) && pixels > filters) return inputGradient(dy, x, kernel);
  const dProduct = reshape(dy, [pixels, filters]);
  return reshape(matrixProduct(dProduct, reshape(kernel, [channels, filters]), { transposeB: true }), x.shape);
}

/**
 * Computes the gradient of the kernel [1, 1, c, k]. Where the rows of x are pages, and those of dy are not, it is
 * faster to make the transpose of the gradient: 6.2 for 7.7 ms on 16 maps of 14×14, 1024 to 256 channels.
 */
function kernelGradient(dy: Tensor4D, x: Tensor4D, kernel: Tensor4D, conditions: TraceConditions): Tensor {
  const [, , channels, filters] = kernel.shape;
  const pixels = x.size / channels;
  const dProduct = reshape(dy, [pixels, filters]);
  const input = reshape(x, [pixels, channels]);
  const isSlow = (columns: number) => isSlowTransposed(columns, conditions);
  const turned = isSlow(channels) && !isSlow(filters) && pixels >= 4 * filters;
  const gradient = turned
    ? transpose(matrixProduct(dProduct, input, { transposeA: true }))
    : matrixProduct(input, dProduct, { transposeA: true });
  return reshape(gradient, kernel.shape);
}

/** float32 numbers of a page of 4 KiB. */
const page = 1024;

/**
 * Whether oneDNN takes long to rearrange the transpose of a matrix with rows of this length: numbers below each other
 * that are whole pages apart push each other out of a CPU's first cache. Measured in float32; 1216 columns are no
 * slower one way than the other.
 */
function isSlowTransposed(columns: number, { device, precision }: TraceConditions): boolean {
  return columns % page === 0 && device === "cpu" && precision === "float32";
}
