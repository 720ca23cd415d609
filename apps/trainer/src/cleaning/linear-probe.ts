/** A linear classifier of features that are computed already: quick enough to be trained anew for each fold. */
import * as tf from "@tensorflow/tfjs-core";

/** How such a classifier is trained. */
export interface ProbeOptions {
  readonly classes: number;
  /** The share of the squared weights in what is minimized. @default 0.3 */
  readonly decay?: number;
  /** Steps over all rows together. @default 200 */
  readonly steps?: number;
}

/** Rows of features with their labels. */
export interface LabelledRows {
  /** float32 [n, features] */
  readonly rows: tf.Tensor2D;
  readonly labels: readonly number[];
}

/**
 * Trains softmax regression on `known` and gives the probabilities of `asked`, row-major [rows, classes]: features are
 * scaled to the mean and deviation of `known`, and steps follow Nesterov's rule for strongly convex functions from 0,
 * so that nothing is drawn. What comes in stays the caller's.
 */
export async function probeProbabilities(
  known: LabelledRows,
  asked: tf.Tensor2D,
  { classes, decay = 0.3, steps = 200 }: ProbeOptions,
): Promise<Float32Array> {
  const scaled = tf.tidy(() => {
    const { mean, variance } = tf.moments(known.rows, 0);
    const deviation = tf.sqrt(tf.add(variance, 1e-6));
    const scale = (rows: tf.Tensor2D) => withOnes(tf.div(tf.sub(rows, mean), deviation)); // [n, f + 1]
    return { known: scale(known.rows), asked: scale(asked) };
  });
  try {
    const weights = await descend(scaled.known, known.labels, { classes, decay, steps });
    const probabilities = tf.tidy(() => tf.softmax(tf.matMul(scaled.asked, weights)));
    const values = await probabilities.data<"float32">();
    tf.dispose([weights, probabilities]);
    return Float32Array.from(values);
  } finally {
    tf.dispose(scaled);
  }
}

/** Another column of ones, whose weights are the biases. */
function withOnes(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.concat2d([rows, tf.ones([rows.shape[0], 1])], 1);
}

/** The weights float32 [f + 1, classes] after the steps; the caller's. */
async function descend(
  rows: tf.Tensor2D,
  labels: readonly number[],
  { classes, decay, steps }: Required<ProbeOptions>,
): Promise<tf.Tensor2D> {
  const [n, width] = rows.shape;
  const targets = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d([...labels], "int32"), classes), "float32"));
  const smoothness = 0.5 * (await largestEigenvalue(rows)) + decay;
  const momentum = (Math.sqrt(smoothness) - Math.sqrt(decay)) / (Math.sqrt(smoothness) + Math.sqrt(decay));
  let weights: tf.Tensor2D = tf.zeros([width, classes]);
  let ahead = weights.clone();
  for (let step = 0; step < steps; step++) {
    const next = tf.tidy(() => {
      const errors = tf.sub(tf.softmax(tf.matMul(rows, ahead)), targets); // [n, classes]
      const gradient = tf.add(tf.div(tf.matMul(rows, errors, true), n), tf.mul(ahead, decay)); // [f + 1, classes]
      const moved: tf.Tensor2D = tf.sub(ahead, tf.div(gradient, smoothness));
      const further: tf.Tensor2D = tf.add(moved, tf.mul(tf.sub(moved, weights), momentum));
      return { moved, further };
    });
    tf.dispose([weights, ahead]);
    weights = next.moved;
    ahead = next.further;
  }
  tf.dispose([ahead, targets]);
  return weights;
}

/** The largest eigenvalue of rowsᵀ · rows / n, by power iteration from ones; a little above, for safety. */
async function largestEigenvalue(rows: tf.Tensor2D): Promise<number> {
  const [n, width] = rows.shape;
  const found = tf.tidy(() => {
    let vector: tf.Tensor = tf.fill([width, 1], 1 / Math.sqrt(width));
    for (let step = 0; step < 30; step++) {
      const moved = tf.matMul(rows, tf.matMul(rows, vector as tf.Tensor2D), true);
      vector = tf.div(moved, tf.add(tf.norm(moved), 1e-12));
    }
    return tf.div(tf.sum(tf.square(tf.matMul(rows, vector as tf.Tensor2D))), n);
  });
  const [value = 1] = await found.data();
  found.dispose();
  return 1.05 * value;
}
