/** A net of two small stages with everything a training has to carry: kernels, batch norm, biases, dropout. */
import * as tf from "@tensorflow/tfjs-core";
import type { Context, Module } from "@tresnet/blocks";
import { batchNormInference, batchNormTraining, dropout, globalAveragePool } from "@tresnet/tensor-ops";

const epsilon = 1e-5;

class Conv {
  readonly weight: tf.Variable<tf.Rank.R4>;

  constructor(inChannels: number, channels: number, seed: number) {
    this.weight = tf.tidy(() =>
      tf.variable(tf.randomNormal<tf.Rank.R4>([3, 3, inChannels, channels], 0, 0.3, "float32", seed)),
    );
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    return tf.conv2d(x, this.weight, 1, "same");
  }
}

class BatchNorm {
  readonly weight: tf.Variable<tf.Rank.R1>;
  readonly bias: tf.Variable<tf.Rank.R1>;
  readonly runningMean: tf.Variable<tf.Rank.R1>;
  readonly runningVar: tf.Variable<tf.Rank.R1>;

  constructor(channels: number) {
    const make = (value: number, trainable: boolean) =>
      tf.tidy(() => tf.variable(tf.fill<tf.Rank.R1>([channels], value), trainable));
    this.weight = make(1, true);
    this.bias = make(0, true);
    this.runningMean = make(0, false);
    this.runningVar = make(1, false);
  }

  forward(x: tf.Tensor4D, context: Context): tf.Tensor4D {
    if (!context.training || context.frozen?.has(this.weight)) {
      return batchNormInference(x, this.weight, this.bias, this.runningMean, this.runningVar, epsilon);
    }
    const { y, mean, variance } = batchNormTraining(x, this.weight, this.bias, epsilon);
    context.update(this.runningMean, tf.add(tf.mul(this.runningMean, 0.9), tf.mul(mean, 0.1)));
    context.update(this.runningVar, tf.add(tf.mul(this.runningVar, 0.9), tf.mul(variance, 0.1)));
    return y;
  }
}

class Dense {
  readonly weight: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R1>;

  constructor(features: number, classes: number, seed: number) {
    this.weight = tf.tidy(() => tf.variable(tf.randomNormal<tf.Rank.R2>([features, classes], 0, 0.3, "float32", seed)));
    this.bias = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([classes])));
  }
}

/** float32 [n, h, w, 3] → logits [n, classes]; the same weights for the same seed. */
export class TinyNet implements Module {
  readonly conv1: Conv;
  readonly bn1: BatchNorm;
  readonly conv2: Conv;
  readonly bn2: BatchNorm;
  readonly fc: Dense;

  constructor(classes: number, seed: number) {
    this.conv1 = new Conv(3, 4, seed);
    this.bn1 = new BatchNorm(4);
    this.conv2 = new Conv(4, 6, seed + 1);
    this.bn2 = new BatchNorm(6);
    this.fc = new Dense(6, classes, seed + 2);
  }

  forward(x: tf.Tensor4D, context: Context): tf.Tensor2D {
    const y = tf.relu(this.bn1.forward(this.conv1.forward(x), context)); // [n, h, w, 4]
    const z = tf.relu(this.bn2.forward(this.conv2.forward(y), context)); // [n, h, w, 6]
    let features = globalAveragePool(z); // [n, 6]
    if (context.training && context.random !== undefined) features = dropout(features, 0.2, context.random);
    return tf.add(tf.matMul(features, this.fc.weight), this.fc.bias); // [n, classes]
  }
}

/** A batch that can be learned: each class has its own mean colour; the same for the same seed. */
export function colorBatch(n: number, classes: number, seed: number): { images: tf.Tensor4D; labels: tf.Tensor1D } {
  const labels = Int32Array.from({ length: n }, (_, i) => (i + seed) % classes);
  return tf.tidy(() => {
    const tint = tf.reshape(tf.oneHot(tf.tensor1d(labels, "int32"), Math.max(classes, 3)), [n, 1, 1, -1]);
    // tfjs takes a seed of 0 for none
    const noise = tf.randomNormal<tf.Rank.R4>([n, 8, 7, 3], 0, 0.5, "float32", seed + 1);
    const images = tf.add(noise, tf.slice(tf.cast(tint, "float32"), [0, 0, 0, 0], [-1, -1, -1, 3])) as tf.Tensor4D;
    return { images, labels: tf.tensor1d(labels, "int32") };
  });
}
