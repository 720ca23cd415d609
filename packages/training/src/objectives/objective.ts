/** What a training minimizes. */
import type * as tf from "@tensorflow/tfjs-core";

/**
 * A loss of logits and targets, and when an answer counts as right: what `createTrainStep` is told to learn.
 *
 * `crossEntropy`, `softCrossEntropy` and `multiLabel` make the usual ones.
 */
export interface Objective<Targets extends tf.Tensor = tf.Tensor> {
  /** The targets it takes, for error messages: "labels int32 [n]". */
  readonly expected: string;
  /** Whether `targets` have this form, for a batch of n images. */
  accepts(targets: tf.Tensor, n: number): boolean;
  /** The loss of a batch, whose gradient is followed: logits float32 [n, classes] → scalar. */
  loss(logits: tf.Tensor2D, targets: Targets): tf.Scalar;
  /** How many images of the batch are answered right, float32 scalar. */
  correct(logits: tf.Tensor2D, targets: Targets): tf.Scalar;
}
