/** Described nets of the whole zoo, with every head and at the sizes that are exported. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { relativeError } from "@tresnet/vitest";
import { modelNames } from "@tresnet/zoo";
import { expect, test } from "vitest";
import { describeNet, runNet } from "../src/index.ts";
import { type HeadName, heads, noiseImages, wholeModel } from "./example-models.ts";

const headNames = Object.keys(heads) as HeadName[];
const cases = modelNames.flatMap((name) => headNames.map((head) => [name, head] as const));

test.each(cases)("%s, %s: the model's logits at 64, 72 and 224 pixels", (name, head) => {
  const model = wholeModel(name, head);
  const net = describeNet(model);
  for (const [size, n] of [
    [64, 3],
    [72, 1],
    [224, 1],
  ] as const) {
    const [ours, described] = tf.tidy(() => {
      const images = noiseImages(n, size);
      return [model.forward(images, inference).dataSync(), runNet(net, images).dataSync()];
    });
    expect(relativeError(described, ours), `${size} pixels`).toBeLessThan(1e-5);
  }
  model.dispose();
});
