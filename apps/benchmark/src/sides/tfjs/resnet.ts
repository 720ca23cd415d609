/** ResNet-50 in TensorFlow.js's own ops. */
import * as tf from "@tensorflow/tfjs-core";
import { batchNorm, classifier, convolution, zeroPad } from "./layers.ts";
import type { Net } from "./weights.ts";

/** Images [n, h, w, 3] → logits [n, classes]. @see timm models/resnet.py */
export function resnet(images: tf.Tensor4D, net: Net): tf.Tensor2D {
  const stem = tf.relu(batchNorm(convolution(images, net, "conv1", 2), net, "bn1")); // [n, h/2, w/2, 64]
  let x = tf.maxPool(zeroPad(stem, 1), 3, 2, "valid"); // [n, h/4, w/4, 64]
  for (const stage of [1, 2, 3, 4]) {
    for (let index = 0; net.weights.has(`layer${stage}.${index}.conv1.weight`); index++) {
      x = bottleneck(x, net, `layer${stage}.${index}`, stage > 1 && index === 0 ? 2 : 1);
    }
  }
  return classifier(x, net, "fc");
}

function bottleneck(x: tf.Tensor4D, net: Net, key: string, stride: number): tf.Tensor4D {
  const layer = (input: tf.Tensor4D, number: number, step = 1) =>
    batchNorm(convolution(input, net, `${key}.conv${number}`, step), net, `${key}.bn${number}`);
  let y = tf.relu(layer(x, 1));
  y = tf.relu(layer(y, 2, stride));
  y = layer(y, 3);
  const projects = net.weights.has(`${key}.downsample.0.weight`);
  const shortcut = projects
    ? batchNorm(convolution(x, net, `${key}.downsample.0`, stride), net, `${key}.downsample.1`)
    : x;
  return tf.relu(tf.add<tf.Tensor4D>(y, shortcut));
}
