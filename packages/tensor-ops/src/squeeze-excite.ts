import { add, matMul, mul, reshape, sigmoid, type Tensor1D, type Tensor2D, type Tensor4D } from "@tensorflow/tfjs-core";
import { checkImages, checkTensor } from "./check-tensor.ts";
import { globalAveragePool } from "./global-average-pool.ts";
import { relu } from "./relu.ts";

/**
 * Weighs every channel by a gate between 0 and 1 that two dense layers compute from the channels' means.
 *
 * x float32 [n, h, w, c], w1 [c, r], b1 [r], w2 [r, c], b2 [c] → x · sigmoid(relu(mean(x)·w1 + b1)·w2 + b2), [n, h, w, c].
 * @throws ShapeError when a shape differs.
 * @see Hu et al. 2018, https://arxiv.org/abs/1709.01507 (timm layers/squeeze_excite.py)
 */
export function squeezeExcite(x: Tensor4D, w1: Tensor2D, b1: Tensor1D, w2: Tensor2D, b2: Tensor1D): Tensor4D {
  checkImages("squeezeExcite", x);
  const [n, , , channels] = x.shape;
  checkTensor("squeezeExcite", "w1", w1, [channels, "r"]);
  const reduced = w1.shape[1];
  checkTensor("squeezeExcite", "b1", b1, [reduced]);
  checkTensor("squeezeExcite", "w2", w2, [reduced, channels]);
  checkTensor("squeezeExcite", "b2", b2, [channels]);
  const squeezed = relu(add<Tensor2D>(matMul(globalAveragePool(x), w1), b1)); // [n, r]
  const gate = sigmoid(add<Tensor2D>(matMul(squeezed, w2), b2)); // [n, c]
  return mul(x, reshape(gate, [n, 1, 1, channels])); // [n, h, w, c]
}
