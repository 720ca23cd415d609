/** Adam with decoupled weight decay. */
import * as tf from "@tensorflow/tfjs-core";
import { checkRange } from "./check.ts";
import { entryOf, isDecayed, type Optimizer, type OptimizerFactory, zeroSlots } from "./optimizer.ts";

export interface AdamWOptions {
  /** Decay of the gradient's mean, 0 to below 1; a schedule that cycles momentum takes its place. @default 0.9 */
  readonly beta1?: number;
  /** Decay of the squared gradient's mean, 0 to below 1. @default 0.999 */
  readonly beta2?: number;
  /** Added to the denominator. @default 1e-8 */
  readonly epsilon?: number;
  /** Share of a kernel, times the learning rate, that is taken off at each step; batch norm and biases have none. @default 0.01 */
  readonly weightDecay?: number;
}

const justBelowOne = 1 - Number.EPSILON;

/**
 * AdamW by torch's rule: `w = w·(1 − learningRate·weightDecay)`, then Adam's update with both bias corrections.
 *
 * The corrections `1 − beta^t` are computed as `−expm1(t·ln beta)`: in float32 the plain form loses five digits at t = 1.
 * @throws RangeError when a setting is out of its range.
 * @see Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101 (torch.optim.AdamW)
 */
export function adamW(options: AdamWOptions = {}): OptimizerFactory {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = options;
  checkRange("adamW", "beta1", beta1, 0, justBelowOne);
  checkRange("adamW", "beta2", beta2, 0, justBelowOne);
  checkRange("adamW", "epsilon", epsilon, 0);
  checkRange("adamW", "weightDecay", weightDecay, 0);
  return (weights) => {
    const count = tf.tidy(() => tf.variable(tf.scalar(0, "int32"), false));
    const slots = new Map([
      ...zeroSlots(weights, "mean"),
      ...zeroSlots(weights, "square"),
      ["updates", count] as const,
    ]);
    const apply: Optimizer["apply"] = (gradients, learningRate, keep) =>
      tf.tidy(() => {
        count.assign(tf.add(count, tf.scalar(1, "int32")));
        const t = tf.cast(count, "float32");
        const meanCorrection = tf.neg(tf.expm1(tf.mul(t, tf.log(keep))));
        const rootCorrection = tf.sqrt(tf.neg(tf.expm1(tf.mul(t, Math.log(beta2)))));
        const stepSize = tf.div(learningRate, meanCorrection);
        const kept = tf.sub(1, tf.mul(learningRate, weightDecay));
        for (const [name, weight] of weights) {
          const gradient = entryOf(gradients, name, "adamW");
          const mean = entryOf(slots, `${name}.mean`, "adamW");
          const square = entryOf(slots, `${name}.square`, "adamW");
          tf.tidy(() => {
            const nextMean = tf.add(mean, tf.mul(tf.sub(gradient, mean), tf.sub(1, keep)));
            const nextSquare = tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2));
            const denominator = tf.add(tf.div(tf.sqrt(nextSquare), rootCorrection), epsilon);
            const decayed = weightDecay > 0 && isDecayed(weight) ? tf.mul(weight, kept) : weight;
            weight.assign(tf.sub(decayed, tf.mul(tf.div(nextMean, denominator), stepSize)));
            mean.assign(nextMean);
            square.assign(nextSquare);
          });
        }
      });
    return { momentum: beta1, slots, apply, dispose: () => tf.dispose([...slots.values()]) };
  };
}
