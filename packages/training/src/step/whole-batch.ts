/** What processes that train together make of their parts of a batch: figures and gradients of the whole of it. */
import * as tf from "@tensorflow/tfjs-core";
import { allReduce, type Cluster, type WireFormat } from "@tresnet/engine";
import type { BatchParts } from "@tresnet/tensor-ops";
import type { Divisor } from "../objectives/objective.ts";
import type { LossAndGradients } from "./loss-and-gradients.ts";

/** One process's part of the batch that is being recorded. */
export interface BatchPart {
  readonly cluster: Cluster;
  /** How many images of this part count, float32 scalar. */
  readonly counted: tf.Scalar;
  /**
   * The share of this part in the whole batch: the losses of all parts, each the mean over its own images, add up once
   * they are scaled by it, and so do the gradients. float32 scalar
   */
  readonly share: tf.Scalar;
  /** The images of the whole batch that count, and how many processes ask to stop: float32 [2]. */
  readonly told: tf.Tensor1D;
}

/** This process's part of a batch, by what it tells all others: the images that count, and 1 to stop, float32 [2]. */
export function partOf(cluster: Cluster, own: tf.Tensor): BatchPart {
  const [all = own] = allReduce(cluster, [own]);
  const told = tf.reshape<tf.Rank.R1>(all, [2]);
  const first = (pair: tf.Tensor) => tf.reshape<tf.Rank.R0>(tf.slice(pair, 0, 1), []);
  return { cluster, counted: first(own), share: tf.div<tf.Scalar>(first(own), first(told)), told };
}

/** What all processes tell of a whole batch, a scalar each: the images that count, and how many ask to stop. */
export function toldBy({ told }: Pick<BatchPart, "told">): tf.Scalar[] {
  return [0, 1].map((at) => tf.reshape<tf.Rank.R0>(tf.slice(told, at, 1), []));
}

/**
 * The loss with its parts and the number of right answers of the whole batch of `images`; the gradients stay this
 * part's share of its own.
 */
export function wholeFigures(
  part: BatchPart,
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

/**
 * What a loss is divided by that is averaged by something else than images, such as locations with a box: by its sum
 * over the whole batch, so that what the parts give adds up once each is scaled by its share.
 */
export function wholeDivisor({ cluster, counted, share }: BatchPart, { shape: [n = 1] }: tf.Tensor): Divisor {
  return (own, least) => {
    const counts = tf.mul(own, tf.div(counted, n));
    const [whole = counts] = allReduce(cluster, [tf.reshape(counts, [1])]);
    const divisor = tf.mul<tf.Scalar>(tf.maximum(tf.reshape<tf.Rank.R0>(whole, []), least), share);
    // A part that counts for nothing has any loss, which is scaled by 0.
    return tf.where<tf.Scalar>(tf.greater(share, 0), divisor, tf.onesLike(divisor));
  };
}

/** How batch norm takes the statistics of the whole batch. */
export function batchParts({ cluster, counted }: Pick<BatchPart, "cluster" | "counted">): BatchParts {
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
