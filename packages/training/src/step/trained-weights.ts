/** Which weights a training changes, and what that means for the others. */
import type * as tf from "@tensorflow/tfjs-core";
import type { Context } from "@tresnet/blocks";
import type { RandomGenerator } from "@tresnet/engine";
import type { State } from "./state.ts";

/** The context of training: all parameters that are not trained are frozen. */
export function trainContext(weights: State, trained: State, random: RandomGenerator | undefined): Context {
  const frozen = new Set(
    [...weights].flatMap(([name, weight]) => (weight.trainable && !trained.has(name) ? [weight] : [])),
  );
  const update: Context["update"] = (variable, value) => variable.assign(value);
  return { training: true, frozen, update, ...(random === undefined ? {} : { random }) };
}

/**
 * The weights to train, by name, in the model's order; all that are trainable where `trainable` lists none.
 * @throws RangeError when `trainable` is empty, or lists what is no trainable weight of the model.
 */
export function selectTrained(weights: State, trainable: readonly tf.Variable[] | undefined): State {
  const wanted = new Set(trainable ?? [...weights.values()].filter((weight) => weight.trainable));
  const trained = new Map([...weights].filter(([, weight]) => weight.trainable && wanted.has(weight)));
  if (trained.size === 0 || trained.size !== wanted.size) {
    throw new RangeError(
      `createTrainStep: trainable must list trainable weights of the model and at least one, got ${wanted.size}, of which ${trained.size} are. Take them from freeze() or weightsOf().`,
    );
  }
  return trained;
}
