import { add, type Tensor4D } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { checkImages, checkTensor } from "../check-tensor.ts";
import { nativeOp } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";
import { reluGradient } from "./relu.ts";

/**
 * Adds the shortcut and cuts at 0, max(x + shortcut, 0): the end of a residual block.
 *
 * float32 [n, h, w, c] twice → float32 [n, h, w, c]. The gradient where the sum is 0 is 0.
 * @throws ShapeError when the two differ in shape.
 */
export function addRelu(x: Tensor4D, shortcut: Tensor4D): Tensor4D {
  checkImages("addRelu", x);
  checkTensor("addRelu", "shortcut", shortcut, x.shape);
  const attributes = { T: attr.type("float32") };
  return withGradient([x, shortcut], {
    forward: () => {
      const y = nativeOp<Tensor4D>("Relu", [add(x, shortcut)], attributes);
      return { y, saved: [y] };
    },
    backward: (dy, [y]) => {
      const dSum = reluGradient(dy, y);
      // Two tensors on the same data: tfjs disposes a gradient when it adds another to it.
      return [dSum, dSum.clone()];
    },
  });
}
