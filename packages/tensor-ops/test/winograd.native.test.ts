/** Convolutions by Winograd's filtering against TensorFlow's own convolutions and their gradients. */
import * as tf from "@tensorflow/tfjs-core";
import { trace } from "@tresnet/engine";
import { noise, relativeError } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import type { TileSize } from "../src/convolution/winograd/transforms.ts";
import { WinogradConvolution } from "../src/convolution/winograd/winograd-convolution.ts";
import { sameConvolution } from "../src/index.ts";

type Shape = [number, number, number, number];

function tensor(shape: Shape, seed: number): tf.Tensor4D {
  return tf.tensor4d(noise(tf.util.sizeFromShape(shape), seed), shape);
}

/** The largest difference of two tensors, as part of the largest number. */
const difference = (a: tf.Tensor, b: tf.Tensor) => relativeError(a.dataSync(), b.dataSync());

/** tfjs's plain convolution and its gradients. */
function plainly(x: tf.Tensor4D, kernel: tf.Tensor4D, dy: tf.Tensor4D) {
  const convolve = (x: tf.Tensor, kernel: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same");
  const { value: y, grads } = tf.valueAndGrads(convolve)([x, kernel], dy as tf.Tensor4D);
  const [dx, dKernel] = grads;
  return { y, dx: dx as tf.Tensor, dKernel: dKernel as tf.Tensor };
}

describe.each<TileSize>([2, 4])("in tiles of %i", (size) => {
  test.each<[what: string, maps: [number, number, number], channels: number, filters: number]>([
    ["whole tiles", [2, 8, 12], 3, 5],
    ["maps that leave a part of the last tiles empty", [2, 7, 9], 4, 2],
    ["a map below a tile", [3, 1, 3], 2, 3],
    ["one pixel, one channel", [1, 1, 1], 1, 1],
    ["maps side by side and one above the other", [6, 6, 5], 2, 2],
  ])("%s: the values and gradients of a convolution", (_, maps, channels, filters) => {
    tf.tidy(() => {
      const x = tensor([...maps, channels], 1);
      const kernel = tensor([3, 3, channels, filters], 2);
      const dy = tensor([...maps, filters], 3);
      const expected = plainly(x, kernel, dy);
      const winograd = new WinogradConvolution(maps, size);
      const patches = winograd.patches(dy);
      expect(difference(winograd.convolve(x, kernel), expected.y)).toBeLessThan(1e-5);
      expect(difference(winograd.inputGradient(patches, kernel), expected.dx)).toBeLessThan(1e-5);
      expect(difference(winograd.kernelGradient(x, patches), expected.dKernel)).toBeLessThan(1e-5);
    });
  });
});

describe("sameConvolution where Winograd's filtering is faster", () => {
  const shape: Shape = [4, 14, 14, 256];
  const convolve = (x: tf.Tensor, kernel: tf.Tensor) => sameConvolution(x as tf.Tensor4D, kernel as tf.Tensor4D);
  const run = (x: tf.Tensor, kernel: tf.Tensor, dy: tf.Tensor) => {
    const { value, grads } = tf.valueAndGrads(convolve)([x, kernel], dy as tf.Tensor4D);
    return [value, ...grads];
  };

  test("gives the values and gradients of a convolution, at once and traced, in float32 and in bfloat16", async () => {
    const inputs: [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] = [
      tensor(shape, 4),
      tensor([3, 3, 256, 256], 5),
      tensor(shape, 6),
    ];
    const steps = { float32: trace(run), bfloat16: trace(run, { precision: "bfloat16" }) };
    const expected = tf.tidy(() => Object.values(plainly(...inputs)) as tf.Tensor[]);
    const results: [tf.Tensor[], number][] = [
      [tf.tidy(() => run(...inputs)), 1e-5],
      [await steps.float32(...inputs), 1e-5],
      [await steps.bfloat16(...inputs), 2e-2],
    ];
    for (const [result, tolerance] of results) {
      expect(result).toHaveLength(expected.length);
      for (const [index, tensor] of expected.entries()) {
        expect(difference(result[index] as tf.Tensor, tensor)).toBeLessThan(tolerance);
      }
    }
    tf.dispose([...inputs, expected, results.map(([result]) => result)]);
    for (const step of Object.values(steps)) step.dispose();
  });
});
