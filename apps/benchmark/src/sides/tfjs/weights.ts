/** The weights of a network by timm key, with the rank that an op wants. */
import type * as tf from "@tensorflow/tfjs-core";

/** Layouts are ours: kernels [h, w, in, out], dense weights [in, out]. */
export type Weights = ReadonlyMap<string, tf.Variable>;

/** A network's weights, and whether batch norm takes the batch's statistics or the running ones. */
export interface Net {
  readonly weights: Weights;
  readonly training: boolean;
}

/** A convolution's kernel. @throws RangeError when there is none of that key. */
export function kernel(weights: Weights, key: string): tf.Variable<tf.Rank.R4> {
  return ranked<tf.Rank.R4>(weights, key, 4);
}

/** A dense layer's weights. @throws RangeError when there are none of that key. */
export function matrix(weights: Weights, key: string): tf.Variable<tf.Rank.R2> {
  return ranked<tf.Rank.R2>(weights, key, 2);
}

/** One number per channel. @throws RangeError when there is none of that key. */
export function vector(weights: Weights, key: string): tf.Variable<tf.Rank.R1> {
  return ranked<tf.Rank.R1>(weights, key, 1);
}

function ranked<R extends tf.Rank>(weights: Weights, key: string, rank: number): tf.Variable<R> {
  const found = weights.get(key);
  if (found !== undefined && hasRank<R>(found, rank)) return found;
  throw new RangeError(
    `tfjs: expected a weight "${key}" of ${rank} dimensions, got ${found === undefined ? "none" : `[${found.shape}]`}.`,
  );
}

function hasRank<R extends tf.Rank>(weight: tf.Variable, rank: number): weight is tf.Variable<R> {
  return weight.rank === rank;
}
