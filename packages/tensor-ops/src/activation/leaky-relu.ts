import type { Tensor } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { checkSlope } from "../check-tensor.ts";
import { nativeOp } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";

/**
 * Multiplies by `slope` what is not above 0: x where x > 0, `slope`·x elsewhere.
 *
 * float32 [any] → float32 [same]; 0 < slope ≤ 1. The gradient at 0 is the slope.
 * @throws RangeError for another slope.
 */
export function leakyRelu<T extends Tensor>(x: T, slope: number): T {
  checkSlope("leakyRelu", slope);
  const attributes = { T: attr.type("float32"), alpha: attr.float(slope) };
  return withGradient([x], {
    forward: () => {
      const y = nativeOp<T>("LeakyRelu", [x], attributes);
      // The output has the input's sign, so the gradient needs no more than the output and the input can be released.
      return { y, saved: [y] };
    },
    backward: (dy, [y]) => [nativeOp("LeakyReluGrad", [dy, y], attributes)],
  });
}
