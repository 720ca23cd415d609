import {
  add,
  div,
  matMul,
  mul,
  reshape,
  sigmoid,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { relu, reluGradient } from "../activation/relu.ts";
import { checkImages, checkTensor } from "../check-tensor.ts";
import { globalAveragePool } from "../pooling/global-average-pool.ts";
import { withGradient } from "../with-gradient.ts";

/**
 * Weighs every channel by a gate between 0 and 1 that two dense layers compute from the channels' means.
 *
 * x float32 [n, h, w, c], w1 [c, r], b1 [r], w2 [r, c], b2 [c] → x · sigmoid(relu(mean(x)·w1 + b1)·w2 + b2), [n, h, w,
 * c].
 * @throws ShapeError when a shape differs.
 * @see Hu et al. 2018, https://arxiv.org/abs/1709.01507 (timm layers/squeeze_excite.py)
 */
export function squeezeExcite(x: Tensor4D, w1: Tensor2D, b1: Tensor1D, w2: Tensor2D, b2: Tensor1D): Tensor4D {
  checkImages("squeezeExcite", x);
  const channels = x.shape[3];
  checkTensor("squeezeExcite", "w1", w1, [channels, "r"]);
  const reduced = w1.shape[1];
  checkTensor("squeezeExcite", "b1", b1, [reduced]);
  checkTensor("squeezeExcite", "w2", w2, [reduced, channels]);
  checkTensor("squeezeExcite", "b2", b2, [channels]);
  const pixels = x.shape[1] * x.shape[2];
  return withGradient([x, w1, b1, w2, b2], {
    forward: () => {
      const mean = globalAveragePool(x); // [n, c]
      const squeezed = relu(add<Tensor2D>(matMul(mean, w1), b1)); // [n, r]
      const gate = sigmoid(add<Tensor2D>(matMul(squeezed, w2), b2)); // [n, c]
      return { y: mul<Tensor4D>(x, perMap(gate)), saved: [x, w1, w2, mean, squeezed, gate] };
    },
    // tfjs's own adds maps of the mean's gradient to those of the product; numbers that are the same all over a map
    // need none.
    backward: (dy, [x, w1, w2, mean, squeezed, gate]) => {
      const dGate = sum<Tensor2D>(mul(dy, x), [1, 2]); // [n, c]
      const dExcited = mul<Tensor2D>(dGate, mul(gate, sub(1, gate))); // before the sigmoid
      const dSqueezed = reluGradient<Tensor2D>(matMul(dExcited, w2, false, true), squeezed);
      const dMean = div<Tensor2D>(matMul(dSqueezed, w1, false, true), pixels);
      return [
        add(mul(dy, perMap(gate)), perMap(dMean)),
        matMul(mean, dSqueezed, true),
        sum(dSqueezed, 0),
        matMul(squeezed, dExcited, true),
        sum(dExcited, 0),
      ];
    },
  });
}

/** Makes a number for every channel fit for broadcasting over a map: [n, c] → [n, 1, 1, c]. */
function perMap(x: Tensor2D): Tensor4D {
  return reshape(x, [x.shape[0], 1, 1, x.shape[1]]);
}
