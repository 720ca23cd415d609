/** 1×1 convolutions of the sizes whose gradients are computed in other ways, against TensorFlow's own convolution. */
import * as tf from "@tensorflow/tfjs-core";
import { trace } from "@tresnet/engine";
import { noise, relativeError } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { pointwiseConvolution } from "../src/index.ts";

type Convolution = (x: tf.Tensor4D, kernel: tf.Tensor4D) => tf.Tensor4D;

/** A function from x, kernel and dy to the convolution and its gradients. */
const withGradients = (convolve: Convolution) => (x: tf.Tensor, kernel: tf.Tensor, dy: tf.Tensor) => {
  const run = (x: tf.Tensor, kernel: tf.Tensor) => convolve(x as tf.Tensor4D, kernel as tf.Tensor4D);
  const { value, grads } = tf.valueAndGrads(run)([x, kernel], dy as tf.Tensor4D);
  return [value as tf.Tensor, ...grads];
};

test.each<[maps: [number, number, number], channels: number, filters: number]>([
  [[2, 4, 4], 1024, 8],
  [[2, 4, 4], 2048, 8],
  [[2, 4, 4], 1024, 1024],
  [[1, 33, 32], 2, 1024],
  [[1, 8, 8], 2, 1024],
])("maps %j of %i channels to %i: values and gradients, at once and traced", async (maps, channels, filters) => {
  const random = (shape: number[], seed: number) => tf.tensor(noise(tf.util.sizeFromShape(shape), seed), shape);
  const inputs = [
    random([...maps, channels], 1),
    random([1, 1, channels, filters], 2),
    random([...maps, filters], 3),
  ] as const;
  const expected = withGradients((x, kernel) => tf.conv2d(x, kernel, 1, "same"))(...inputs);
  const traced = trace(withGradients(pointwiseConvolution));
  const results = [withGradients(pointwiseConvolution)(...inputs), await traced(...inputs)];
  for (const result of results) {
    expect(result.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
    for (const [index, tensor] of result.entries()) {
      expect(relativeError(tensor.dataSync(), expected[index]?.dataSync() ?? [])).toBeLessThan(1e-5);
    }
  }
  traced.dispose();
  tf.dispose([...inputs, ...expected, ...results.flat()]);
});
