/** ResNet-50 in TensorFlow.js's own ops. */
import * as tf from "@tensorflow/tfjs-core";
import { batchNorm, classifier, convolution, zeroPad } from "./layers.ts";
import type { Weights } from "./weights.ts";

/** Images [n, h, w, 3] → logits [n, classes], in training mode. @see timm models/resnet.py */
export function resnet(images: tf.Tensor4D, weights: Weights): tf.Tensor2D {
  const stem = tf.relu(batchNorm(convolution(images, weights, "conv1", 2), weights, "bn1")); // [n, h/2, w/2, 64]
  let x = tf.maxPool(zeroPad(stem, 1), 3, 2, "valid"); // [n, h/4, w/4, 64]
  for (const stage of [1, 2, 3, 4]) {
    for (let index = 0; weights.has(`layer${stage}.${index}.conv1.weight`); index++) {
      x = bottleneck(x, weights, `layer${stage}.${index}`, stage > 1 && index === 0 ? 2 : 1);
    }
  }
  return classifier(x, weights, "fc");
}

function bottleneck(x: tf.Tensor4D, weights: Weights, key: string, stride: number): tf.Tensor4D {
  const layer = (input: tf.Tensor4D, number: number, step = 1) =>
    batchNorm(convolution(input, weights, `${key}.conv${number}`, step), weights, `${key}.bn${number}`);
  let y = tf.relu(layer(x, 1));
  y = tf.relu(layer(y, 2, stride));
  y = layer(y, 3);
  const projects = weights.has(`${key}.downsample.0.weight`);
  const shortcut = projects
    ? batchNorm(convolution(x, weights, `${key}.downsample.0`, stride), weights, `${key}.downsample.1`)
    : x;
  return tf.relu(tf.add<tf.Tensor4D>(y, shortcut));
}
