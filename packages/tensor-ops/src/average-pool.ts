import { type Tensor4D, tensor1d } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { nativeOp } from "./native-op.ts";
import { withGradient } from "./with-gradient.ts";

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
    backward: (dy) => [nativeOp("AvgPoolGrad", [tensor1d(x.shape, "int32"), dy], attributes)],
  });
}
