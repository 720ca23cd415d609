/** Adam with decoupled weight decay. */
import * as tf from "@tensorflow/tfjs-core";
import { attr, storeInPlace, updateInPlace } from "@tresnet/engine";
import { checkRange } from "../check.ts";
import { checkFactors, type ScaledLearningRates, scaledBy } from "./learning-rate-factors.ts";
import { entryOf, isDecayed, type Optimizer, type OptimizerFactory, zeroSlots } from "./optimizer.ts";

/** Settings of `adamW`. */
export interface AdamWOptions extends ScaledLearningRates {
  /** Decay of the gradient's mean, 0 to below 1; a schedule that cycles momentum takes its place. @default 0.9 */
  readonly beta1?: number;
  /** Decay of the squared gradient's mean, 0 to below 1. @default 0.999 */
  readonly beta2?: number;
  /** Added to the denominator, 0 or more. @default 1e-8 */
  readonly epsilon?: number;
  /**
   * Share of a kernel, times the learning rate, that is taken off at each step; batch norm and biases have none.
   * @default 0.01
   */
  readonly weightDecay?: number;
}

/** The largest float32 below 1: in TensorFlow a beta above it is 1, and its corrections divide by 0. */
const justBelowOne = 1 - 2 ** -24;

/**
 * Makes AdamW by torch's rule: `w = w·(1 − learningRate·weightDecay)`, then Adam's update with both bias corrections.
 *
 * The corrections `1 − beta^t` are computed as `−expm1(t·ln beta)`: in float32 the plain form loses five digits at t =
 * 1. Beta is the float32 number that the update takes: its rounding is in the sums and in their correction alike.
 * @throws RangeError when a setting is out of its range.
 * @see Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101 (torch.optim.AdamW)
 */
export function adamW(options: AdamWOptions = {}): OptimizerFactory {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01, learningRateFactors } = options;
  checkRange("adamW", "beta1", beta1, 0, justBelowOne);
  checkRange("adamW", "beta2", beta2, 0, justBelowOne);
  checkRange("adamW", "epsilon", epsilon, 0);
  checkRange("adamW", "weightDecay", weightDecay, 0);
  checkFactors("adamW", learningRateFactors);
  return (weights) => {
    const count = tf.tidy(() => tf.variable(tf.scalar(0, "int32"), false));
    const slots = new Map([
      ...zeroSlots(weights, "mean"),
      ...zeroSlots(weights, "square"),
      ["updates", count] as const,
    ]);
    storeInPlace(weights.values());
    for (const slot of slots.values()) if (slot !== count) storeInPlace([slot]);
    const apply: Optimizer["apply"] = (gradients, learningRate, firstBeta) =>
      tf.tidy(() => {
        count.assign(tf.add(count, tf.scalar(1, "int32")));
        const t = tf.cast(count, "float32");
        const meanCorrection = tf.neg(tf.expm1(tf.mul(t, tf.log(firstBeta))));
        const rootCorrection = tf.sqrt(tf.neg(tf.expm1(tf.mul(t, Math.log(Math.fround(beta2))))));
        // TensorFlow's op takes both corrections as powers of beta, in the plain form: with powers of 0 it makes none,
        // and ours are in the step size, and in epsilon, which torch adds after the correction and TensorFlow before
        // it.
        const none = tf.scalar(0);
        const [secondBeta, stabilizer] = [tf.scalar(beta2), tf.mul(rootCorrection, epsilon)];
        const settingsOf = scaledBy(learningRateFactors, (factor) => {
          const rate = factor === 1 ? learningRate : tf.mul<tf.Scalar>(learningRate, factor);
          const stepSize = tf.div(tf.mul(rate, rootCorrection), meanCorrection);
          return {
            kept: tf.sub(1, tf.mul(rate, weightDecay)),
            inputs: [none, none, stepSize, firstBeta, secondBeta, stabilizer],
          };
        });
        for (const [name, weight] of weights) {
          const gradient = entryOf(gradients, name, "adamW");
          const mean = entryOf(slots, `${name}.mean`, "adamW");
          const squares = entryOf(slots, `${name}.square`, "adamW");
          const { kept, inputs } = settingsOf(name);
          if (weightDecay > 0 && isDecayed(weight)) {
            updateInPlace("AssignVariableOp", [weight], [tf.mul(weight, kept)], { dtype: attr.type("float32") });
          }
          updateInPlace("ResourceApplyAdam", [weight, mean, squares], [...inputs, gradient], {
            T: attr.type("float32"),
            use_locking: true,
            use_nesterov: false,
          });
        }
      });
    return {
      momentum: beta1,
      largestMomentum: justBelowOne,
      slots,
      apply,
      dispose: () => tf.dispose([...slots.values()]),
    };
  };
}
