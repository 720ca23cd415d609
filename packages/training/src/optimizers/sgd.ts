/** Stochastic gradient descent with momentum. */
import * as tf from "@tensorflow/tfjs-core";
import { attr, storeInPlace, updateInPlace } from "@tresnet/engine";
import { checkRange } from "../check.ts";
import { checkFactors, type ScaledLearningRates, scaledBy } from "./learning-rate-factors.ts";
import { entryOf, isDecayed, type Optimizer, type OptimizerFactory, zeroSlots } from "./optimizer.ts";

/** Settings of `sgd`. */
export interface SgdOptions extends ScaledLearningRates {
  /** Share of the last update that is kept, 0 to 1. @default 0.9 */
  readonly momentum?: number;
  /** Whether a step looks ahead along the momentum, as Nesterov's does. @default false */
  readonly nesterov?: boolean;
  /** Added to the gradient of kernels, as a multiple of their values; batch norm and biases have none. @default 0 */
  readonly weightDecay?: number;
}

/**
 * Makes SGD by torch's rule:
 * `g = gradient + weightDecay·w; v = momentum·v + g; w = w − learningRate·(nesterov ? g + momentum·v : v)`.
 *
 * The decay goes through the momentum, as in torch, timm and the paper's recipe, so published settings keep their
 * meaning; AdamW has the decoupled form.
 * @throws RangeError when a setting is out of its range.
 * @see torch.optim.SGD
 */
export function sgd(options: SgdOptions = {}): OptimizerFactory {
  const { momentum = 0.9, nesterov = false, weightDecay = 0, learningRateFactors } = options;
  checkRange("sgd", "momentum", momentum, 0, 1);
  checkRange("sgd", "weightDecay", weightDecay, 0);
  checkFactors("sgd", learningRateFactors);
  return (weights) => {
    const slots = new Map(zeroSlots(weights, "momentum"));
    storeInPlace([...weights.values(), ...slots.values()]);
    const apply: Optimizer["apply"] = (gradients, learningRate, currentMomentum) =>
      tf.tidy(() => {
        const rateOf = scaledBy(learningRateFactors, (factor) =>
          factor === 1 ? learningRate : tf.mul(learningRate, factor),
        );
        for (const [name, weight] of weights) {
          const velocity = entryOf(slots, `${name}.momentum`, "sgd");
          const rate = rateOf(name);
          tf.tidy(() => {
            let gradient = entryOf(gradients, name, "sgd");
            if (weightDecay > 0 && isDecayed(weight)) gradient = tf.add(gradient, tf.mul(weight, weightDecay));
            updateInPlace("ResourceApplyMomentum", [weight, velocity], [rate, gradient, currentMomentum], {
              T: attr.type("float32"),
              use_locking: true,
              use_nesterov: nesterov,
            });
          });
        }
      });
    return { momentum, slots, apply, dispose: () => tf.dispose([...slots.values()]) };
  };
}
