/** TensorFlow's own convolution and gradients: on a CPU oneDNN's, on a GPU cuDNN's. */
import { type Tensor, type Tensor4D, tensor1d } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { nativeOp } from "../native-op.ts";
import type { ConvolutionAlgorithm } from "./convolution-algorithm.ts";

/** Convolves and differentiates by TensorFlow's own ops. */
export const directAlgorithm: ConvolutionAlgorithm = {
  convolve: (x, kernel) => nativeOp("Conv2D", [x, kernel], convolution),
  gradients: (dy, x, kernel) => [inputGradient(dy, x, kernel), filterGradient(dy, x, kernel)],
};

/** The gradient of the images x, from that of the result, `dy`: → [n, h, w, c]. */
export function inputGradient(dy: Tensor4D, x: Tensor4D, kernel: Tensor4D): Tensor {
  return nativeOp("Conv2DBackpropInput", [tensor1d(x.shape, "int32"), kernel, dy], convolution);
}

function filterGradient(dy: Tensor4D, x: Tensor4D, kernel: Tensor4D): Tensor {
  return nativeOp("Conv2DBackpropFilter", [x, tensor1d(kernel.shape, "int32"), dy], convolution);
}

const convolution = {
  T: attr.type("float32"),
  strides: attr.ints([1, 1, 1, 1]),
  padding: "SAME",
  explicit_paddings: attr.ints([]),
  data_format: "NHWC",
  dilations: attr.ints([1, 1, 1, 1]),
  use_cudnn_on_gpu: true,
};
