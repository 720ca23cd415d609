import { div, mul, type Tensor4D } from "@tensorflow/tfjs-core";
import type { RandomGenerator } from "@tresnet/engine";
import { checkImages, checkRate } from "../check-tensor.ts";

/**
 * Sets whole images of the batch to 0 with probability `rate` and divides the others by 1 − rate.
 *
 * float32 [n, h, w, c] → float32 [n, h, w, c]; 0 ≤ rate < 1. Draws n numbers, none where the rate is 0.
 * @throws RangeError for another rate.
 * @see Huang et al. 2016, https://arxiv.org/abs/1603.09382 (timm layers/drop.py)
 */
export function dropPath(x: Tensor4D, rate: number, random: RandomGenerator): Tensor4D {
  checkImages("dropPath", x);
  checkRate("dropPath", rate);
  if (rate === 0) return x;
  const kept = random.bernoulli([x.shape[0], 1, 1, 1], 1 - rate); // [n, 1, 1, 1]
  return mul(x, div(kept, 1 - rate));
}
