/** What logits mean: one class of all, or a yes or no for each. */
import * as tf from "@tensorflow/tfjs-core";
import { holdFloat32 } from "@tresnet/engine";
import { binaryCrossEntropy } from "@tresnet/tensor-ops";
import { knownLabels } from "../known-labels.ts";

/** What logits become: probabilities and losses, by the relation of the classes. */
interface Answer {
  /** The targets it takes, for error messages. */
  readonly expected: string;
  accepts(targets: tf.Tensor, n: number): boolean;
  /** The probability of each class, from 0 to 1: logits [n, classes] → [n, classes]. */
  probabilities(logits: tf.Tensor2D): tf.Tensor2D;
  /** The loss of each image: logits [n, classes] → [n]. */
  losses(logits: tf.Tensor2D, targets: tf.Tensor): tf.Tensor1D;
}

/**
 * How logits become probabilities: "softmax" where classes exclude each other, "sigmoid" where each is a question of
 * its own.
 */
export type Activation = "softmax" | "sigmoid";

export const answers: Readonly<Record<Activation, Answer>> = {
  softmax: {
    expected: "labels int32 [n]",
    accepts: (labels, n) => labels.rank === 1 && labels.dtype === "int32" && labels.shape[0] === n,
    probabilities: (logits) => tf.exp(tf.logSoftmax(logits)),
    losses: (logits, labels) => {
      const known = knownLabels(tf.reshape(labels, [-1]), logits.shape[1]); // [n]
      const own = tf.mul(tf.oneHot(known, logits.shape[1]), tf.logSoftmax(logits)); // [n, k]
      return tf.neg(tf.sum<tf.Tensor1D>(own, 1));
    },
  },
  sigmoid: {
    expected: "targets float32 [n, classes]",
    accepts: (targets, n) => targets.rank === 2 && targets.dtype === "float32" && targets.shape[0] === n,
    // After a matrix product a bfloat16 trace would round probabilities to 8 bits, and many would tie.
    probabilities: (logits) => tf.sigmoid(holdFloat32(logits)),
    losses: (logits, targets) => tf.mean(binaryCrossEntropy(logits, targets as tf.Tensor2D), 1),
  },
};
