import { div, reshape, type Tensor, type Tensor2D, type Tensor4D, tensor1d } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { checkImages } from "../check-tensor.ts";
import { nativeOp } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";

/**
 * Averages each channel over the whole map.
 *
 * float32 [n, h, w, c] → float32 [n, c].
 * @throws ShapeError when x is not float32 of rank 4.
 */
export function globalAveragePool(x: Tensor4D): Tensor2D {
  checkImages("globalAveragePool", x);
  const [n, height, width, channels] = x.shape;
  return withGradient([x], {
    forward: () => {
      const attributes = { T: attr.type("float32"), Tidx: attr.type("int32"), keep_dims: false };
      return { y: nativeOp<Tensor2D>("Mean", [x, tensor1d([1, 2], "int32")], attributes), saved: [] };
    },
    // tfjs's gradient of the mean multiplies by a map of ones made in JavaScript; broadcasting needs no such constant.
    backward: (dy) => [broadcast(reshape(div(dy, height * width), [n, 1, 1, channels]), x.shape)],
  });
}

function broadcast(x: Tensor, shape: readonly number[]): Tensor {
  const attributes = { T: attr.type("float32"), Tidx: attr.type("int32") };
  return nativeOp("BroadcastTo", [x, tensor1d([...shape], "int32")], attributes);
}
