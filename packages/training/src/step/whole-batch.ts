/** What processes that train together make of their parts of a batch: figures and gradients of the whole of it. */
import * as tf from "@tensorflow/tfjs-core";
import { allReduce, type Cluster, type WireFormat } from "@tresnet/engine";
import type { BatchParts } from "@tresnet/tensor-ops";
import type { LossAndGradients } from "./loss-and-gradients.ts";

/** One process's part of the batch that is being recorded. */
export interface BatchPart {
  readonly cluster: Cluster;
  /** How many images of this part count, float32 scalar. */
  readonly counted: tf.Scalar;
}

/**
 * The share of a part in the whole batch: the losses of all parts, each the mean over its own images, add up once they
 * are scaled by it, and so do the gradients.
 */
export function shareOf({ cluster, counted }: BatchPart): tf.Scalar {
  const [total = counted] = allReduce(cluster, [counted]);
  return tf.div<tf.Scalar>(counted, total);
}

/**
 * The loss with its parts and the number of right answers of the whole batch of `images`; the gradients stay this
 * part's share of its own.
 */
export function wholeFigures(
  part: BatchPart & { readonly share: tf.Scalar },
  images: tf.Tensor4D,
  { loss, parts, correct, gradients }: LossAndGradients,
): LossAndGradients {
  const { share } = part;
  const counts = tf.div(part.counted, images.shape[0]);
  const [figures = tf.tensor1d([])] = allReduce(part.cluster, [
    tf.stack([tf.mul(loss, share), tf.mul(correct, counts), ...parts.map((each) => tf.mul(each, share))]),
  ]);
  const figure = (at: number) => tf.reshape<tf.Rank.R0>(tf.slice(figures, at, 1), []);
  return {
    loss: figure(0),
    correct: figure(1),
    parts: parts.map((_, index) => figure(2 + index)),
    gradients,
  };
}

/**
 * Adds up all processes' shares of the gradients: the last weight's first, as the backward pass makes them, so that
 * they travel while it goes on.
 */
export function wholeGradients(
  cluster: Cluster,
  shares: ReadonlyMap<string, tf.Tensor>,
  format: WireFormat,
): ReadonlyMap<string, tf.Tensor> {
  const names = [...shares.keys()].reverse();
  const sums = allReduce(
    cluster,
    names.flatMap((name) => shares.get(name) ?? []),
    { format },
  );
  const wholes = new Map(names.map((name, index) => [name, sums[index]]));
  return new Map([...shares].map(([name, share]) => [name, wholes.get(name) ?? share]));
}

/**
 * What the norm of the whole gradients is at most, by the norms of all processes' shares of them: those that are only
 * gathered do not travel.
 */
export function wholeNorm(cluster: Cluster, ownNorm: tf.Scalar): tf.Scalar {
  const [squares = ownNorm] = allReduce(cluster, [tf.square(ownNorm)]);
  return tf.reshape<tf.Rank.R0>(tf.sqrt(tf.mul(squares, cluster.size)), []);
}

/** How batch norm takes the statistics of the whole batch. */
export function batchParts({ cluster, counted }: BatchPart): BatchParts {
  const sum = (vector: tf.Tensor1D) => {
    const [whole = vector] = allReduce(cluster, [vector]);
    return tf.reshape<tf.Rank.R1>(whole, vector.shape);
  };
  return {
    images: counted,
    sum,
    gather: (vector) => {
      const { task, size } = cluster;
      const rows = tf.pad(vector, [[task * vector.size, (size - 1 - task) * vector.size]]);
      return tf.reshape<tf.Rank.R2>(sum(rows), [size, vector.size]);
    },
  };
}
