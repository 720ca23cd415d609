/** The form of everything that a training can minimize. */
import type * as tf from "@tensorflow/tfjs-core";

/**
 * What a training minimizes: a loss of a model's outputs and targets, and the rule by which an answer counts as right.
 *
 * `crossEntropy`, `softCrossEntropy` and `multiLabel` make the usual ones for classifiers, whose outputs are logits
 * float32 [n, classes]; `fcosObjective` makes that of detectors.
 */
export interface Objective<Targets extends tf.Tensor = tf.Tensor, Outputs extends tf.Tensor = tf.Tensor2D> {
  /** The form of targets that the objective takes, for error messages: "labels int32 [n]". */
  readonly expected: string;
  /** Tells whether `targets` have the expected form, for a batch of n images. */
  accepts(targets: tf.Tensor, n: number): boolean;
  /**
   * Computes the loss of a batch, whose gradient is followed: outputs → float32 scalar. A loss that is averaged by
   * something else than images asks `divisor` what to divide by.
   */
  loss(outputs: Outputs, targets: Targets, divisor?: Divisor): tf.Scalar;
  /** Counts the images of the batch that are answered right: outputs → float32 scalar. */
  correct(outputs: Outputs, targets: Targets): tf.Scalar;
  /** The losses whose sum is the loss, where there are several: a step reports them by name. */
  readonly parts?: LossParts<Targets, Outputs>;
}

/** The losses that a loss is the sum of. */
export interface LossParts<Targets extends tf.Tensor = tf.Tensor, Outputs extends tf.Tensor = tf.Tensor2D> {
  /** The names of the parts, in the order of `losses`. */
  readonly names: readonly string[];
  /** Computes the parts of a batch's loss: outputs → a float32 scalar each; `divisor` as for `loss`. */
  losses(outputs: Outputs, targets: Targets, divisor?: Divisor): readonly tf.Scalar[];
}

/**
 * What a sum over this process's part of a batch is divided by, where `own` is the part's own count of what the sum is
 * averaged by, and `least` the least that it may be: alone the count itself, float32 scalar.
 */
export type Divisor = (own: tf.Scalar, least: number) => tf.Scalar;

/** The objective of any model: what it takes are the outputs of the model that it is given with. */
export type AnyObjective = Objective<tf.Tensor, tf.Tensor>;
