import type { Tensor } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { nativeOp } from "./native-op.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * max(x, 0), remembering only the output.
 *
 * float32 [any] → float32 [same]. The gradient at 0 is 0.
 */
export function relu<T extends Tensor>(x: T): T {
  const attributes = { T: attr.type("float32") };
  return withGradient([x], {
    forward: () => {
      const y = nativeOp<T>("Relu", [x], attributes);
      return { y, saved: [y] };
    },
    backward: (dy, [y]) => [nativeOp("ReluGrad", [dy, y], attributes)],
  });
}
