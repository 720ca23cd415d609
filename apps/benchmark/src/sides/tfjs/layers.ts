/**
 * Layers as a user of TensorFlow.js writes them today: its own ops, nothing of this project but the library beneath.
 *
 * Each takes the network and its own key in its weights, without the last part.
 */
import * as tf from "@tensorflow/tfjs-core";
import { kernel, matrix, type Net, vector } from "./weights.ts";

const epsilon = 1e-5;

/** [n, h, w, in] → [n, ⌈h/stride⌉, ⌈w/stride⌉, out], zeros around the borders. */
export function convolution(x: tf.Tensor4D, net: Net, key: string, stride = 1): tf.Tensor4D {
  const filter = kernel(net.weights, `${key}.weight`);
  const border = (filter.shape[0] - 1) / 2;
  // With a stride "same" pads even sizes on one side only, PyTorch on both.
  return stride === 1 || border === 0
    ? tf.conv2d(x, filter, stride, "same")
    : tf.conv2d(zeroPad(x, border), filter, stride, "valid");
}

/** Normalizes, scales and shifts each channel. [n, h, w, c] → [same] */
export function batchNorm(x: tf.Tensor4D, net: Net, key: string): tf.Tensor4D {
  const { mean, variance } = net.training ? batchStatistics(x, net, key) : runningStatistics(net, key);
  const [scale, offset] = [vector(net.weights, `${key}.weight`), vector(net.weights, `${key}.bias`)];
  return tf.batchNorm4d(x, mean, variance, offset, scale, epsilon);
}

/** Convolution, batch norm and, with a slope, leaky ReLU. */
export function convNormAct(x: tf.Tensor4D, net: Net, key: string, slope?: number): tf.Tensor4D {
  const y = batchNorm(convolution(x, net, `${key}.conv`), net, `${key}.bn`);
  return slope === undefined ? y : tf.leakyRelu(y, slope);
}

/** The 3×3 binomial blur of every second pixel, edges reflected. [n, h, w, c] → [n, ⌈h/2⌉, ⌈w/2⌉, c] */
export function blurPool(x: tf.Tensor4D): tf.Tensor4D {
  const binomial = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((value) => value / 16);
  const filter = tf.tile(tf.tensor4d(binomial, [3, 3, 1, 1]), [1, 1, x.shape[3], 1]); // [3, 3, c, 1]
  return tf.depthwiseConv2d(reflectPad(x), filter, 2, "valid");
}

/** Weighs channels by gates that two 1×1 convolutions compute from their means. [n, h, w, c] → [same] */
export function squeezeExcite(x: tf.Tensor4D, net: Net, key: string): tf.Tensor4D {
  const means = tf.mean<tf.Tensor4D>(x, [1, 2], true); // [n, 1, 1, c]
  const dense = (y: tf.Tensor4D, layer: string) =>
    tf.add<tf.Tensor4D>(convolution(y, net, `${key}.${layer}`), vector(net.weights, `${key}.${layer}.bias`));
  return tf.mul(x, tf.sigmoid(dense(tf.relu(dense(means, "fc1")), "fc2")));
}

/** The classifier: [n, h, w, c] → logits [n, classes]. */
export function classifier(x: tf.Tensor4D, net: Net, key: string): tf.Tensor2D {
  const features = tf.mean<tf.Tensor2D>(x, [1, 2]); // [n, c]
  return tf.add(tf.matMul(features, matrix(net.weights, `${key}.weight`)), vector(net.weights, `${key}.bias`));
}

/** Blocks of pixels into channels, TensorFlow's order. [n, h, w, c] → [n, h/block, w/block, block²·c] */
export function spaceToDepth(x: tf.Tensor4D, block: number): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const split = tf.reshape(x, [n, h / block, block, w / block, block, c]);
  return tf.reshape(tf.transpose(split, [0, 1, 3, 2, 4, 5]), [n, h / block, w / block, block ** 2 * c]);
}

/** Zeros around a map: [n, h, w, c] → [n, h + 2·border, w + 2·border, c]. */
export function zeroPad(x: tf.Tensor4D, border: number): tf.Tensor4D {
  return tf.pad(x, [
    [0, 0],
    [border, border],
    [border, border],
    [0, 0],
  ]);
}

/** Mirrors one row or column at each border. tf.mirrorPad would be one op, but its gradient drops what was mirrored. */
function reflectPad(x: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const row = (index: number) => tf.slice(x, [0, index, 0, 0], [n, 1, w, c]);
  const tall = tf.concat([row(1), x, row(h - 2)], 1); // [n, h + 2, w, c]
  const column = (index: number) => tf.slice(tall, [0, 0, index, 0], [n, h + 2, 1, c]);
  return tf.concat([column(1), tall, column(w - 2)], 2); // [n, h + 2, w + 2, c]
}

interface Statistics {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** Those of the batch, which are averaged into the running ones. */
function batchStatistics(x: tf.Tensor4D, { weights }: Net, key: string): Statistics {
  const moments = tf.moments(x, [0, 1, 2]);
  const mean = tf.reshape<tf.Rank.R1>(moments.mean, [x.shape[3]]);
  const variance = tf.reshape<tf.Rank.R1>(moments.variance, [x.shape[3]]);
  const count = x.size / x.shape[3];
  average(vector(weights, `${key}.running_mean`), mean);
  average(vector(weights, `${key}.running_var`), tf.mul(variance, count / (count - 1)));
  return { mean, variance };
}

function runningStatistics({ weights }: Net, key: string): Statistics {
  return { mean: vector(weights, `${key}.running_mean`), variance: vector(weights, `${key}.running_var`) };
}

function average(running: tf.Variable, batch: tf.Tensor): void {
  running.assign(tf.add(tf.mul(running, 0.9), tf.mul(batch, 0.1)));
}
