import { add, mean, mul, reshape, rsqrt, square, sub, sum, type Tensor, type Tensor1D } from "@tensorflow/tfjs-core";
import { holdFloat32, ShapeError } from "@tresnet/engine";
import { checkTensor } from "../check-tensor.ts";
import { withGradient } from "../with-gradient.ts";

/**
 * Brings every vector along the last axis to mean 0 and variance 1, then scales and shifts its channels.
 *
 * x float32 [..., c], scale and offset [c] → float32 [..., c]; computed in float32 whatever the precision of a trace.
 * @throws ShapeError when a shape differs.
 * @see Ba et al. 2016, https://arxiv.org/abs/1607.06450 (PyTorch's `layer_norm`)
 */
export function layerNorm<T extends Tensor>(x: T, scale: Tensor1D, offset: Tensor1D, epsilon: number): T {
  const channels = x.shape.at(-1);
  if (channels === undefined || x.dtype !== "float32") {
    throw new ShapeError(`layerNorm: x must be float32 [..., c], got ${x.dtype} [${x.shape.join(", ")}].`);
  }
  checkTensor("layerNorm", "scale", scale, [channels]);
  checkTensor("layerNorm", "offset", offset, [channels]);
  const average = (values: Tensor) => mean(values, -1, true); // [..., 1]
  return withGradient([x, scale, offset], {
    forward: () => {
      const held = holdFloat32(x);
      const centred = sub<T>(held, average(held));
      const inverse = rsqrt(add(average(square(centred)), epsilon)); // 1 / standard deviation
      const normal = mul<T>(centred, inverse);
      return { y: add<T>(mul(normal, scale), offset), saved: [normal, inverse, scale] };
    },
    backward: (dy, [normal, inverse, factor]) => {
      const slope = mul(holdFloat32(dy), factor);
      const along = add(average(slope), mul(normal, average(mul(slope, normal))));
      const rows = (values: Tensor) => sum(reshape(values, [-1, channels]), 0); // [c]
      return [mul(sub(slope, along), inverse), rows(mul(dy, normal)), rows(dy)];
    },
  });
}
