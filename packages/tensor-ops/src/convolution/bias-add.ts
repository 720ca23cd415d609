import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { checkImages, checkTensor } from "../check-tensor.ts";
import { nativeOp } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";

/**
 * Adds a number of its own to each channel; TensorFlow's graph optimizer makes one op of it and the convolution before
 * it.
 *
 * x float32 [n, h, w, c], bias float32 [c] → float32 [n, h, w, c]. TensorFlow's graph optimizer makes one op of it and
 * the convolution before it.
 * @throws ShapeError when bias does not have x's channels.
 */
export function biasAdd(x: Tensor4D, bias: Tensor1D): Tensor4D {
  checkImages("biasAdd", x);
  checkTensor("biasAdd", "bias", bias, [x.shape[3]]);
  const attributes = { T: attr.type("float32"), data_format: "NHWC" };
  return withGradient([x, bias], {
    forward: () => ({ y: nativeOp<Tensor4D>("BiasAdd", [x, bias], attributes), saved: [] }),
    // Two tensors on the same data: tfjs disposes a gradient when it adds another to it.
    backward: (dy) => [dy.clone(), nativeOp("BiasAddGrad", [dy], attributes)],
  });
}
