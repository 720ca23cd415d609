/** The generated full-size nets of fixtures/README.md ("fullsize"): every number follows from its key. */
import * as tf from "@tensorflow/tfjs-core";
import { namedWeights } from "@tresnet/blocks";
import { distribution, uniform } from "@tresnet/vitest";
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
