/** The objective of any number of labels per image: every class is a yes-or-no question of its own. */
import * as tf from "@tensorflow/tfjs-core";
import { checkRange, excluded } from "../check.ts";
import { knownShares } from "../known-labels.ts";
import type { Objective } from "./objective.ts";

/** Settings of `multiLabel`. */
export interface MultiLabelOptions {
  /** How far targets of 0 and 1 move to the middle: s/2 and 1 − s/2, 0 to below 1. @default 0 */
  readonly smoothing?: number;
  /**
   * How an image's losses over its classes are joined; images are averaged. "sum" is what the asymmetric loss's
   * authors use, "mean" what PyTorch's and timm's binary cross entropy do: gradients differ by the number of classes.
   * @default "sum"
   */
  readonly overClasses?: "sum" | "mean";
}

/**
 * Makes the objective of any number of labels per image: targets float32 [n, classes] of 0 and 1 (`multiHot` makes
 * them).
 *
 * `loss` gives the loss of every answer, logits and targets [n, classes] → [n, classes]: `asymmetricLoss`, `focalLoss`
 * or `binaryCrossEntropy` of `@tresnet/tensor-ops`, or one of your own. An image is right when its highest logit is one
 * of its labels', or when it has neither labels nor a logit above 0. A target that is NaN or outside of 0 to 1 makes
 * the step fail.
 * @throws RangeError when smoothing is out of its range.
 */
export function multiLabel(
  loss: (logits: tf.Tensor2D, targets: tf.Tensor2D) => tf.Tensor2D,
  { smoothing = 0, overClasses = "sum" }: MultiLabelOptions = {},
): Objective<tf.Tensor2D> {
  checkRange("multiLabel", "smoothing", smoothing, 0, excluded(1));
  return {
    expected: "targets float32 [n, classes]",
    accepts: (targets, n) => targets.rank === 2 && targets.dtype === "float32" && targets.shape[0] === n,
    loss: (logits, targets) => {
      const smoothed = tf.add<tf.Tensor2D>(tf.mul(knownShares(targets), 1 - smoothing), smoothing / 2);
      const losses = loss(logits, smoothed); // [n, classes]
      const mean = tf.mean<tf.Scalar>(losses);
      return overClasses === "mean" ? mean : tf.mul(mean, targets.shape[1]);
    },
    correct: (logits, targets) => {
      const first = tf.oneHot(tf.argMax(logits, 1), targets.shape[1]); // [n, classes]
      const hit = tf.greater(tf.sum(tf.mul(first, targets), 1), 0.5); // [n]
      const none = tf.logicalAnd(tf.lessEqual(tf.max(targets, 1), 0.5), tf.lessEqual(tf.max(logits, 1), 0));
      return tf.sum<tf.Scalar>(tf.cast(tf.logicalOr(hit, none), "float32"));
    },
  };
}

/**
 * Makes the targets of images with any number of labels: row-major [n, classes], 1 where a class is among the image's
 * labels, else 0.
 * @throws RangeError that names the first image with a label that is no whole number from 0 to classes − 1.
 */
export function multiHot(labels: readonly (readonly number[])[], classes: number): Float32Array<ArrayBuffer> {
  const targets = new Float32Array(labels.length * classes);
  for (const [image, ofImage] of labels.entries()) {
    for (const label of ofImage) {
      if (!Number.isInteger(label) || label < 0 || label >= classes) {
        throw new RangeError(
          `multiHot: expected labels from 0 to ${classes - 1}, got ${label} for image ${image}. Check the labels.`,
        );
      }
      targets[image * classes + label] = 1;
    }
  }
  return targets;
}
