import {
  concat,
  pad,
  reshape,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
} from "@tensorflow/tfjs-core";
import { attr, currentEngine, ShapeError, waitFor } from "@tresnet/engine";
import { checkImages, checkTensor } from "./check-tensor.ts";
import { nativeOp } from "./native-op.ts";
import { withGradient } from "./with-gradient.ts";

/** On maps of at most this many pixels the weight gradient is a matrix product. */
const fewPixels = 8 * 8;

/**
 * A convolution of stride 1, zeros around the borders, for training.
 *
 * x float32 [n, h, w, c], kernel float32 [s, s, c, k], s odd → float32 [n, h, w, k]. On small maps the gradient of the kernel
 * is one product of shifted copies of x, side by side, with dy: oneDNN's own is slow there, since on TensorFlow's threads it
 * can't share what it rearranges. Measured on two AVX512-BF16 cores: 512 channels at 7×7, batch 16, 10.2 ms in place of 18.8;
 * 128 at 8×8, batch 128, 16 in place of 20; at 14×14 and 256 channels no gain.
 * @throws ShapeError when a shape differs, or the kernel's size is even.
 */
export function sameConvolution(x: Tensor4D, kernel: Tensor4D): Tensor4D {
  checkImages("sameConvolution", x);
  const [, height, width, channels] = x.shape;
  const [size] = kernel.shape;
  checkTensor("sameConvolution", "kernel", kernel, [size, size, channels, "k"]);
  if (size % 2 === 0) {
    throw new ShapeError(`sameConvolution: expected a kernel of an odd size, got [${kernel.shape.join(", ")}].`);
  }
  const asProduct = height * width <= fewPixels && currentEngine()?.device === "cpu";
  return withGradient([x, kernel], {
    forward: () => ({ y: nativeOp<Tensor4D>("Conv2D", [x, kernel], convolution), saved: [x, kernel] }),
    backward: (dy, [x, kernel]) => {
      const inputs = [tensor1d(x.shape, "int32"), kernel, dy];
      const dx = nativeOp<Tensor4D>("Conv2DBackpropInput", inputs, convolution);
      return [dx, asProduct ? productGradient(x, kernel, dy) : filterGradient(x, kernel, dy)];
    },
  });
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

function filterGradient(x: Tensor4D, kernel: Tensor4D, dy: Tensor4D): Tensor {
  return nativeOp("Conv2DBackpropFilter", [x, tensor1d(kernel.shape, "int32"), dy], convolution);
}

function productGradient(x: Tensor4D, kernel: Tensor4D, dy: Tensor4D): Tensor {
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
  const product = { T: attr.type("float32"), transpose_a: true, transpose_b: false };
  return reshape(nativeOp("MatMul", [columns, rows], product), kernel.shape); // [s²·c, k] → [s, s, c, k]
}
