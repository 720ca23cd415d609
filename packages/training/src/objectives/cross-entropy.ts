/** The objectives of one class per image. */
import * as tf from "@tensorflow/tfjs-core";
import { ShapeError } from "@tresnet/engine";
import { labelSmoothingCrossEntropy, softmaxCrossEntropy } from "@tresnet/tensor-ops";
import { checkRange, excluded } from "../check.ts";
import { knownLabels, knownShares } from "../known-labels.ts";
import type { Objective } from "./objective.ts";

/** Settings of `crossEntropy` and `softCrossEntropy`. */
export interface CrossEntropyOptions {
  /** Share of the label that is spread over all classes, 0 to below 1. @default 0 */
  readonly smoothing?: number;
  /** One factor of 0 or more per class, on the loss of its images. @default 1 for all */
  readonly classWeights?: readonly number[];
}

/**
 * Makes the objective of one class per image, given as its number: labels int32 [n].
 *
 * The loss is the batch's mean cross entropy; an image is right when its highest logit is its label's. A label that is
 * no class makes the step fail.
 * @throws RangeError when a setting is out of its range.
 */
export function crossEntropy(options: CrossEntropyOptions = {}): Objective<tf.Tensor1D> {
  const { smoothing = 0, classWeights } = options;
  checkOptions("crossEntropy", options);
  return {
    expected: "labels int32 [n]",
    accepts: (targets, n) => targets.rank === 1 && targets.dtype === "int32" && targets.shape[0] === n,
    loss: (logits, labels) => {
      const known = knownLabels(labels, logits.shape[1]);
      return labelSmoothingCrossEntropy(logits, known, smoothing, weightsOf(classWeights));
    },
    correct: (logits, labels) => countEqual(tf.argMax<tf.Tensor1D>(logits, 1), labels),
  };
}

/**
 * Makes the objective of one distribution over the classes per image, as mixup and cutmix make them: targets float32
 * [n, classes], rows adding up to 1.
 *
 * The loss is the batch's mean cross entropy, an image weighing what its classes do; an image is right when its highest
 * logit is its likeliest class's. A target that is NaN or outside of 0 to 1 makes the step fail.
 * @throws RangeError when a setting is out of its range.
 */
export function softCrossEntropy(options: CrossEntropyOptions = {}): Objective<tf.Tensor2D> {
  const { smoothing = 0, classWeights } = options;
  checkOptions("softCrossEntropy", options);
  return {
    expected: "targets float32 [n, classes]",
    accepts: (targets, n) => targets.rank === 2 && targets.dtype === "float32" && targets.shape[0] === n,
    loss: (logits, targets) => {
      const smoothed = tf.add<tf.Tensor2D>(tf.mul(knownShares(targets), 1 - smoothing), smoothing / targets.shape[1]);
      const weights = weightsOf(classWeights);
      if (weights !== undefined && weights.size !== targets.shape[1]) {
        throw new ShapeError(
          `softCrossEntropy: expected classWeights for the ${targets.shape[1]} classes of the targets, got ${weights.size}. Give one for each class.`,
        );
      }
      return softmaxCrossEntropy(logits, smoothed, weights && tf.sum<tf.Tensor1D>(tf.mul(targets, weights), 1));
    },
    correct: (logits, targets) => countEqual(tf.argMax(logits, 1), tf.argMax(targets, 1)),
  };
}

function weightsOf(classWeights: readonly number[] | undefined): tf.Tensor1D | undefined {
  return classWeights === undefined ? undefined : tf.tensor1d([...classWeights]); // [classes]
}

function countEqual(predicted: tf.Tensor1D, labels: tf.Tensor1D): tf.Scalar {
  return tf.sum<tf.Scalar>(tf.cast(tf.equal(predicted, labels), "float32"));
}

function checkOptions(who: string, { smoothing = 0, classWeights = [] }: CrossEntropyOptions): void {
  checkRange(who, "smoothing", smoothing, 0, excluded(1));
  for (const [k, weight] of classWeights.entries()) {
    checkRange(who, `classWeights[${k}]`, weight, 0, excluded(Number.POSITIVE_INFINITY));
  }
}
