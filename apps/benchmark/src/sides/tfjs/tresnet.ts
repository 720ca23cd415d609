/** TResNet in TensorFlow.js's own ops. */
import * as tf from "@tensorflow/tfjs-core";
import type { TResNetVariant } from "@tresnet/zoo";
import { blurPool, classifier, convNormAct, spaceToDepth, squeezeExcite } from "./layers.ts";
import type { Net } from "./weights.ts";

const stemSlope = 1e-2;
const blockSlope = 1e-3;

/** Images [n, h, w, 3] → logits [n, classes]. @see timm models/tresnet.py */
export function tresnet(images: tf.Tensor4D, net: Net, variant: TResNetVariant): tf.Tensor2D {
  let x = convNormAct(spaceToDepth(images, variant.stemBlock), net, "body.conv1", stemSlope);
  for (const [stage, count] of variant.layers.entries()) {
    const block = variant.blocks[stage] === "basic" ? basicBlock : bottleneck;
    for (let index = 0; index < count; index++) {
      x = block(x, net, `body.layer${stage + 1}.${index}`, stage > 0 && index === 0);
    }
  }
  return classifier(x, net, "head.fc");
}

function basicBlock(x: tf.Tensor4D, net: Net, key: string, halves: boolean): tf.Tensor4D {
  let y = convNormAct(x, net, `${key}.conv1`, blockSlope);
  if (halves) y = blurPool(y);
  y = convNormAct(y, net, `${key}.conv2`);
  return join(gated(y, net, key), x, net, key, halves);
}

function bottleneck(x: tf.Tensor4D, net: Net, key: string, halves: boolean): tf.Tensor4D {
  let y = convNormAct(x, net, `${key}.conv1`, blockSlope);
  y = convNormAct(y, net, `${key}.conv2`, blockSlope);
  if (halves) y = blurPool(y);
  y = convNormAct(gated(y, net, key), net, `${key}.conv3`);
  return join(y, x, net, key, halves);
}

/** Squeeze-excite where the block has it. */
function gated(y: tf.Tensor4D, net: Net, key: string): tf.Tensor4D {
  return net.weights.has(`${key}.se.fc1.weight`) ? squeezeExcite(y, net, `${key}.se`) : y;
}

function join(y: tf.Tensor4D, x: tf.Tensor4D, net: Net, key: string, halves: boolean): tf.Tensor4D {
  const input = halves ? tf.avgPool(x, 2, 2, "same") : x; // [n, ⌈h/2⌉, ⌈w/2⌉, c]
  // timm numbers the shortcut's layers: after an average pool the convolution is the second.
  const projection = `${key}.downsample.${halves ? 1 : 0}`;
  const shortcut = net.weights.has(`${projection}.conv.weight`) ? convNormAct(input, net, projection) : input;
  return tf.relu(tf.add<tf.Tensor4D>(y, shortcut));
}
