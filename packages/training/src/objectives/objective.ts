/** The form of everything that a training can minimize. */
import type * as tf from "@tensorflow/tfjs-core";

/**
 * What a training minimizes: a loss of logits and targets, and the rule by which an answer counts as right.
 *
 * `crossEntropy`, `softCrossEntropy` and `multiLabel` make the usual ones.
 */
export interface Objective<Targets extends tf.Tensor = tf.Tensor> {
  /** The form of targets that the objective takes, for error messages: "labels int32 [n]". */
  readonly expected: string;
  /** Tells whether `targets` have the expected form, for a batch of n images. */
  accepts(targets: tf.Tensor, n: number): boolean;
  /** Computes the loss of a batch, whose gradient is followed: logits float32 [n, classes] → float32 scalar. */
  loss(logits: tf.Tensor2D, targets: Targets): tf.Scalar;
  /** Counts the images of the batch that are answered right: logits float32 [n, classes] → float32 scalar. */
  correct(logits: tf.Tensor2D, targets: Targets): tf.Scalar;
}
