/** SavedModels of nets like the zoo's, loaded by TensorFlow's library, against the models themselves. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { loadSavedModel } from "@tresnet/engine";
import { relativeError } from "@tresnet/vitest";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeNet, exportSavedModel } from "../src/index.ts";
import { type HeadName, heads, noiseImages, type SmallName, smallModel, smallVariants } from "./example-models.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet saved "));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const smallNames = Object.keys(smallVariants) as SmallName[];
const headNames = Object.keys(heads) as HeadName[];
const cases = [
  ...smallNames.map((name) => ({ name, head: "linear", size: 64, channels: 3 }) as const),
  ...headNames.map((head) => ({ name: "small_m", head, size: 72, channels: 3 }) as const),
  ...headNames.map((head) => ({ name: "small_v2", head, size: undefined, channels: 3 }) as const),
  ...[1, 4].map((channels) => ({ name: "small_m", head: "linear", size: 64, channels }) as const),
];

test.each(cases)("$name, $head, $size pixels, $channels channels: the model's logits", async (one) => {
  const { name, head, size, channels } = one;
  const model = smallModel(name, head, { inChannels: channels });
  const ones = new Array<number>(channels).fill(1);
  const pixels = { mean: ones, std: ones, probabilities: "softmax" } as const;
  await exportSavedModel(describeNet(model, { size }), folder, { pixels });
  const saved = await loadSavedModel(folder);
  for (const [n, side] of [
    [1, size ?? 64],
    [3, size ?? 72],
  ] as const) {
    const images = noiseImages(n, side, channels);
    const expected = tf.tidy(() => model.forward(images, inference).dataSync());
    const { logits } = await saved.run("serving_default", { images });
    // 1e-5: sums of hundreds of products in another order.
    expect(relativeError(logits?.dataSync() ?? [], expected)).toBeLessThan(1e-5);
    tf.dispose([images, ...(logits === undefined ? [] : [logits])]);
  }
  saved.dispose();
  model.dispose();
});
