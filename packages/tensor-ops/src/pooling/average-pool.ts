import { div, type Tensor4D, tensor1d } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { gatherPixels } from "../gather-pixels.ts";
import { nativeOp } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";

/**
 * Averages windows of `size`×`size` pixels; unlike tfjs's `avgPool` it keeps nothing for the backward pass.
 *
 * float32 [n, h, w, c] → [n, ⌈h/stride⌉, ⌈w/stride⌉, c] with "SAME", where the border is not counted;
 * → [n, ⌊(h − size)/stride⌋ + 1, …, c] with "VALID".
 */
export function averagePool(x: Tensor4D, size: number, stride: number, padding: "SAME" | "VALID"): Tensor4D {
  const attributes = {
    T: attr.type("float32"),
    ksize: attr.ints([1, size, size, 1]),
    strides: attr.ints([1, stride, stride, 1]),
    padding,
    data_format: "NHWC",
  };
  return withGradient([x], {
    forward: () => ({ y: nativeOp<Tensor4D>("AvgPool", [x], attributes), saved: [] }),
    backward: (dy) =>
      isCut(x, size, stride)
        ? [repeat(div(dy, size ** 2), size)]
        : [nativeOp("AvgPoolGrad", [tensor1d(x.shape, "int32"), dy], attributes)],
  });
}

/** Whether every pixel is in one window. */
function isCut({ shape: [, height, width] }: Tensor4D, size: number, stride: number): boolean {
  return stride === size && height % size === 0 && width % size === 0;
}

/** Every pixel `times` times each way: copied whole, where TensorFlow's gradient of the pool adds number by number. */
function repeat(x: Tensor4D, times: number): Tensor4D {
  const along = (length: number) => Array.from({ length: length * times }, (_, index) => Math.floor(index / times));
  const [, height, width] = x.shape;
  return gatherPixels(x, along(height), along(width));
}
