import type { Tensor } from "@tensorflow/tfjs-core";
import { attr } from "@tresnet/engine";
import { nativeOp } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";

const attributes = { T: attr.type("float32") };

/**
 * Cuts at 0, max(x, 0); for the gradient only the output stays in memory.
 *
 * float32 [any] → float32 [same]. The gradient at 0 is 0.
 */
export function relu<T extends Tensor>(x: T): T {
  return withGradient([x], {
    forward: () => {
      const y = nativeOp<T>("Relu", [x], attributes);
      return { y, saved: [y] };
    },
    backward: (dy, [y]) => [reluGradient(dy, y)],
  });
}

/** The gradient of relu's input, from those of its output y: dy where y is above 0, and 0 elsewhere. */
export function reluGradient<T extends Tensor>(dy: T, y: Tensor): T {
  return nativeOp("ReluGrad", [dy, y], attributes);
}
