/** What an optimizer is: made for named weights, with its state in variables that exist before anything is traced. */
import * as tf from "@tensorflow/tfjs-core";

/** Changes weights by their gradients; made by an `OptimizerFactory`. */
export interface Optimizer {
  /** The momentum (AdamW: beta1) that is used when the schedule gives none. */
  readonly momentum: number;
  /** The largest momentum that the optimizer can work with. @default 1 */
  readonly largestMomentum?: number;
  /** The state by name, `<weight>.<slot>`, to be saved and restored together with the weights. */
  readonly slots: ReadonlyMap<string, tf.Variable>;
  /**
   * Assigns new values to the weights and slots; works eagerly and in a trace.
   *
   * `gradients` has one tensor for every weight; `learningRate` and `momentum` are float32 scalars.
   */
  apply(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: tf.Scalar, momentum: tf.Scalar): void;
  /** Releases the slots; the weights stay. */
  dispose(): void;
}

/** A function that makes the optimizer of some weights, given by name. */
export type OptimizerFactory = (weights: ReadonlyMap<string, tf.Variable>) => Optimizer;

/**
 * Whether weight decay applies: to the kernels of convolutions and dense layers, not to batch norm and biases.
 *
 * This is the "true weight decay" of the paper's recipe: what is decayed is told by rank, kernels have 2 dimensions or
 * more.
 * @see Ridnik et al. 2020, https://arxiv.org/abs/2003.13630 §3
 */
export function isDecayed(weight: tf.Variable): boolean {
  return weight.rank >= 2;
}

/** Makes slots of zeros in the weights' shapes, named `<weight>.<slot>`. */
export function zeroSlots(weights: ReadonlyMap<string, tf.Variable>, slot: string): [string, tf.Variable][] {
  return [...weights].map(([name, { shape }]) => [
    `${name}.${slot}`,
    tf.tidy(() => tf.variable(tf.zeros(shape), false)),
  ]);
}

/**
 * Returns an entry that the map has to have.
 * @throws RangeError that names the optimizer and the weight when it is not.
 */
export function entryOf<Value>(map: ReadonlyMap<string, Value>, name: string, who: string): Value {
  const value = map.get(name);
  if (value === undefined) {
    throw new RangeError(`${who}: expected an entry for "${name}", got ${map.size} others. Pass one per weight.`);
  }
  return value;
}
