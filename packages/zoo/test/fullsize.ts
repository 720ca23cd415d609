/** The generated full-size nets of fixtures/README.md ("fullsize"): every number follows from its key. */
import * as tf from "@tensorflow/tfjs-core";
import { namedWeights } from "@tresnet/blocks";
import type { ImageClassifier } from "../src/index.ts";
import { fromTimm, timmShape } from "../src/weights/timm-layout.ts";

/** The seed of the goldens in this package; the golden files' own is in fullsize/fullsize.json. */
export const packageSeed = 7;

/** Gives every weight of a model the values that belong to its timm key. */
export function fillFromKeys(model: ImageClassifier, seed: number): void {
  for (const [key, weight] of namedWeights(model)) {
    const shape = timmShape(weight.shape);
    const { offset, scale } = distribution(key, shape);
    const values = uniform(key, seed, weight.size).map((u) => offset + scale * u);
    weight.assign(fromTimm(Float32Array.from(values), weight.shape));
  }
}

/** Both input images, float32 [2, height, width, 3], 224 pixels where the golden files don't say. */
export function fullsizeImages([, height = 224, width = 224]: readonly number[] = []): tf.Tensor4D {
  const first = uniform("x", 0, height * width * 3).map((u) => (u + 1) / 2);
  const second = Float64Array.from({ length: height * width * 3 }, (_, index) => {
    const [h, w, c] = [Math.floor(index / (width * 3)), Math.floor(index / 3) % width, index % 3];
    return ((3 * h + 5 * w + 40 * c) % 256) / 255;
  });
  const both = new Float32Array(2 * first.length);
  both.set(first);
  both.set(second, first.length);
  return tf.tensor4d(both, [2, height, width, 3]);
}

/** `count` numbers in [−1, 1) that belong to a key. */
export function uniform(key: string, seed: number, count: number): Float64Array {
  let start = 0x811c9dc5;
  for (const byte of Buffer.from(key)) start = Math.imul(start ^ byte, 0x01000193);
  start ^= seed;
  const values = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    let z = (start + Math.imul(index, 0x9e3779b9)) >>> 0;
    z = Math.imul(z ^ (z >>> 16), 0x7feb352d) >>> 0;
    z = Math.imul(z ^ (z >>> 15), 0x846ca68b) >>> 0;
    z = (z ^ (z >>> 16)) >>> 0;
    values[index] = (z >>> 8) / 8388608 - 1;
  }
  return values;
}

function distribution(key: string, shape: readonly number[]): { offset: number; scale: number } {
  const [, b = 1, c = 1, d = 1] = shape;
  if (shape.length === 4) return { offset: 0, scale: Math.sqrt(6 / (b * c * d)) };
  if (shape.length === 2) return { offset: 0, scale: Math.sqrt(3 / b) };
  if (key.endsWith("running_var")) return { offset: 1, scale: 0.25 };
  if (key.endsWith(".weight")) return { offset: 0.625, scale: 0.25 };
  return { offset: 0, scale: 0.125 };
}
