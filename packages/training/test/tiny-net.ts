/** A net of two small stages with everything a training has to carry: kernels, batch norm, biases, dropout. */
import * as tf from "@tensorflow/tfjs-core";
import { type Context, ConvNormAct, Dense, initializeWeights } from "@tresnet/blocks";
import { dropout, globalAveragePool } from "@tresnet/tensor-ops";
import type { Classifier } from "../src/step/classifier.ts";

/** float32 [n, h, w, 3] → logits [n, classes]; the same weights for the same seed. */
export class TinyNet implements Classifier {
  readonly conv1: ConvNormAct;
  readonly conv2: ConvNormAct;
  readonly fc: Dense;

  constructor(classes: number, seed: number) {
    this.conv1 = new ConvNormAct(3, 4, { kernelSize: 3, slope: 0.01 });
    this.conv2 = new ConvNormAct(4, 6, { kernelSize: 3, stride: 2, slope: 0.01 });
    this.fc = new Dense(6, classes);
    initializeWeights(this, seed);
  }

  forward(x: tf.Tensor4D, context: Context): tf.Tensor2D {
    const y = this.conv1.forward(x, context); // [n, h, w, 4]
    const z = this.conv2.forward(y, context); // [n, ⌈h/2⌉, ⌈w/2⌉, 6]
    return this.forwardHead(z, context);
  }

  /** The last stage's map [n, h, w, 6] → logits [n, classes]. */
  forwardHead(z: tf.Tensor4D, context: Context): tf.Tensor2D {
    const features = globalAveragePool(z); // [n, 6]
    const drops = context.training && context.random !== undefined;
    return this.fc.forward(drops ? dropout(features, 0.2, context.random) : features); // [n, classes]
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
