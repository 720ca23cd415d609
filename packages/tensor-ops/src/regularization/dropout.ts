import { div, mul, type Tensor } from "@tensorflow/tfjs-core";
import type { RandomGenerator } from "@tresnet/engine";
import { checkRate } from "../check-tensor.ts";

/**
 * Sets every value to 0 with probability `rate` and divides the others by 1 − rate.
 *
 * float32 [any] → float32 [same]; 0 ≤ rate < 1. Draws as many numbers as x has, none where the rate is 0.
 * @throws RangeError for another rate.
 * @see Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
 */
export function dropout<T extends Tensor>(x: T, rate: number, random: RandomGenerator): T {
  checkRate("dropout", rate);
  if (rate === 0) return x;
  const kept = random.bernoulli(x.shape, 1 - rate);
  return mul(x, div(kept, 1 - rate));
}
