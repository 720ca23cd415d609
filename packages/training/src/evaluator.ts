/** Inference as one native call per batch, of one size: short batches are filled up. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { ShapeError, type TracePrecision, trace } from "@tresnet/engine";
import type { Classifier } from "./classifier.ts";

export interface EvaluatorOptions {
  /** Images per call, 1 or more; a smaller batch is filled up with zeros, whose results are dropped. */
  readonly batchSize: number;
  /** Number format of convolutions and matrix products. @default "float32" */
  readonly precision?: TracePrecision;
}

/** What a model says of one batch. */
export interface Evaluation {
  /** Row-major [n, classes]; every row sums to 1. */
  readonly probabilities: Float32Array;
  /** Cross entropy of each image, [n]; empty where no labels were given. */
  readonly losses: Float32Array;
}

/** Applies a model to batches; the model's present weights count, also when they change between calls. */
export interface Evaluator {
  /**
   * Classifies images float32 [n, h, w, c], n from 1 to batchSize, against labels int32 [n]; both stay the caller's.
   * @throws ShapeError when images and labels don't fit together or into the batch.
   */
  run(images: tf.Tensor4D, labels?: tf.Tensor1D): Promise<Evaluation>;
  /** Releases the traced function; the model stays. */
  dispose(): void;
}

/**
 * Makes an evaluator of a model.
 * @throws RangeError when batchSize is no whole number of 1 or more.
 */
export function createEvaluator(model: Classifier, { batchSize, precision = "float32" }: EvaluatorOptions): Evaluator {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(
      `createEvaluator: batchSize must be a whole number of 1 or more, got ${batchSize}. Use 32, say.`,
    );
  }
  const classify = (images: tf.Tensor4D, labels: tf.Tensor1D) => {
    const logits = model.forward(images, inference); // [n, k]
    const logProbabilities = tf.logSoftmax(logits); // [n, k]
    const own = tf.mul(tf.oneHot(labels, logits.shape[1]), logProbabilities); // [n, k]
    return { probabilities: tf.exp(logProbabilities), losses: tf.neg(tf.sum(own, 1)) }; // [n, k], [n]
  };
  const traced = trace(classify, { name: "evaluate", precision });

  return {
    async run(images, labels) {
      const [n] = images.shape;
      checkBatch(images, labels, batchSize);
      const rest = batchSize - n;
      const inputs = tf.tidy(() => ({
        images: tf.pad(images, [
          [0, rest],
          [0, 0],
          [0, 0],
          [0, 0],
        ]),
        labels: labels === undefined ? tf.zeros<tf.Rank.R1>([batchSize], "int32") : tf.pad1d(labels, [0, rest]),
      }));
      try {
        const result = await traced(inputs.images, inputs.labels);
        const [probabilities, losses] = await Promise.all([result.probabilities.data(), result.losses.data()]);
        tf.dispose(result);
        const classes = probabilities.length / batchSize;
        return {
          probabilities: Float32Array.from(probabilities.subarray(0, n * classes)),
          losses: Float32Array.from(losses.subarray(0, labels === undefined ? 0 : n)),
        };
      } finally {
        tf.dispose(inputs);
      }
    },
    dispose: () => traced.dispose(),
  };
}

function checkBatch(images: tf.Tensor, labels: tf.Tensor | undefined, batchSize: number): void {
  const n = images.shape[0] ?? 0;
  const fits = images.rank === 4 && images.dtype === "float32" && n >= 1 && n <= batchSize;
  if (!fits || (labels !== undefined && (labels.rank !== 1 || labels.dtype !== "int32" || labels.shape[0] !== n))) {
    const given = labels === undefined ? "no labels" : `labels ${labels.dtype} [${labels.shape}]`;
    throw new ShapeError(
      `Evaluator.run: expected images float32 [n, h, w, c], n from 1 to ${batchSize}, and labels int32 [n] or none, got ${images.dtype} [${images.shape}] and ${given}. Pass one batch of a loader.`,
    );
  }
}
