import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import {
  BatchLoader,
  type Dataset,
  evalTransform,
  imageFiles,
  openDataset,
  type Transform,
  trainTransform,
} from "@tresnet/data";
import { useMlDecoder } from "@tresnet/heads";
import { createModel, type ImageClassifier } from "@tresnet/zoo";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { featureBytes } from "./compute-features.ts";
import { imagesOrFeatures } from "./frozen-features.ts";

const size = 20;
const batchSize = 4;
const crop = { kind: "evaluation", mode: "squish", cropPct: 1 } as const;
const training = trainTransform({ size, crop, hflip: 0 });
let folder = "";
let data: Dataset;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-features-"));
  for (const name of ["a", "b"]) {
    await mkdir(path.join(folder, "train", name), { recursive: true });
    for (let i = 0; i < 7; i++) {
      const raw = { width: size, height: size, channels: 3 } as const;
      const pixels = Uint8Array.from(
        { length: size * size * 3 },
        (_, k) => (k * (i + 3) * (name === "a" ? 7 : 11)) % 256,
      );
      await sharp(pixels, { raw })
        .png()
        .toFile(path.join(folder, "train", name, `${i}.png`));
    }
  }
  await writeFile(path.join(folder, "train", "a", "3.png"), "no picture");
  ({ train: data } = await openDataset(`folder:${folder}`, { seed: 0, holdOut: 0 }));
});
afterAll(() => rm(folder, { recursive: true }));

let model: ImageClassifier;
const loaders: BatchLoader[] = [];
beforeEach(() => {
  model = createModel("tresnet_s", { numClasses: 2, seed: 1 });
});
afterEach(async () => {
  model.dispose();
  await Promise.all(loaders.splice(0).map((loader) => loader.close()));
});

function open(transform: Transform, options: { shuffle?: boolean; dropLast?: boolean } = {}): BatchLoader {
  const loader = new BatchLoader(data, { batchSize, transform, workers: 0, onBroken: "skip", seed: 5, ...options });
  loaders.push(loader);
  return loader;
}

function featuresOf(loader: BatchLoader, once: () => BatchLoader, replaceBroken: boolean, takesFeatures = true) {
  const input = { data, loader, once, replaceBroken, batchSize, precision: "float32" } as const;
  return imagesOrFeatures({ model, takesFeatures }, input);
}

/** What the head answers to the features, and what the model answers to the images, batch by batch. */
async function bothAnswers(loader: BatchLoader, replaceBroken: boolean, epoch: number) {
  const once = () => (replaceBroken ? open(training, { shuffle: false, dropLast: false }) : loader);
  const source = await featuresOf(loader, once, replaceBroken).source({});
  const ofImages = [];
  for await (const { images, shape, indices, labels, number } of loader.epoch(epoch)) {
    const logits = tf.tidy(() => [...model.forward(tf.tensor4d(images, [...shape]), inference).dataSync()]);
    ofImages.push({ logits, indices, labels, number });
  }
  const ofFeatures = [];
  for await (const { images, shape, indices, labels, number } of source.epoch(epoch)) {
    const logits = tf.tidy(() => [...model.forwardHead(tf.tensor4d(images, [...shape]), inference).dataSync()]);
    ofFeatures.push({ logits, indices, labels, number });
  }
  return { ofImages, ofFeatures };
}

describe.each(["linear", "ml-decoder"])("the features of a model with head %s", (head) => {
  test.each([
    ["training", true, 0],
    ["training", true, 1],
    ["evaluation", false, 0],
  ])("are, for %s, answered as the images are, batch for batch", async (_, replaceBroken, epoch) => {
    if (head === "ml-decoder") useMlDecoder(model, 2, { groups: 2, embedding: 8, seed: 3 });
    const loader = open(replaceBroken ? training : evalTransform({ size, mode: "squish" }));
    const { ofImages, ofFeatures } = await bothAnswers(loader, replaceBroken, epoch);
    expect(ofImages.flatMap(({ logits }) => logits).length).toBeGreaterThan(20);
    expect(ofFeatures.map(({ logits: _, ...batch }) => batch)).toEqual(
      ofImages.map(({ logits: _, ...batch }) => batch),
    );
    const [a, b] = [ofFeatures, ofImages].map((all) => all.flatMap(({ logits }) => logits));
    for (const [i, value] of (a ?? []).entries()) expect(value).toBeCloseTo(b?.[i] ?? Number.NaN, 4);
  });
});

test("are computed once, in batches of one order, and forgotten when images are wanted again", async () => {
  const loader = open(training);
  let opened = 0;
  const once = () => {
    opened++;
    return open(training, { shuffle: false, dropLast: false });
  };
  const state = { model, takesFeatures: true };
  const input = imagesOrFeatures(state, { data, loader, once, replaceBroken: true, batchSize, precision: "float32" });
  const progress: string[] = [];
  const first = await input.source({ onProgress: (done, total) => progress.push(`${done}/${total}`) });
  expect(await input.source({})).toBe(first);
  expect(opened).toBe(1);
  expect(progress).toEqual(["4/14", "8/14", "12/14", "14/14"]);
  expect(input.broken().map(({ reason }) => reason)).toEqual(["a text; download the picture again"]);
  state.takesFeatures = false;
  expect(await input.source({})).toBe(loader);
  state.takesFeatures = true;
  expect(await input.source({})).not.toBe(first);
});

test("tell of images that are damaged and were decoded all the same", async () => {
  const noise = Uint8Array.from({ length: 48 * 48 * 3 }, (_, k) => (k * k * 31) % 251);
  const whole = await sharp(noise, { raw: { width: 48, height: 48, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
  const file = path.join(folder, "damaged.jpg");
  await writeFile(file, Buffer.concat([whole.subarray(0, whole.length / 2), Buffer.from([0xff, 0xd9])]));
  const damaged = imageFiles("photos", ["a"], [{ path: file, label: 0 }]);
  const loader = new BatchLoader(damaged, { batchSize: 1, transform: training, workers: 0 });
  loaders.push(loader);
  const input = imagesOrFeatures(
    { model, takesFeatures: true },
    { data: damaged, loader, once: () => loader, replaceBroken: true, batchSize: 1, precision: "float32" },
  );
  expect(input.damaged()).toEqual([]);
  await input.source({});
  expect(input.damaged()).toEqual([{ index: 0, id: file, reason: expect.stringMatching(/^the JPEG is damaged/) }]);
});

test("go on in the middle of an epoch, and stop when told to", async () => {
  const loader = open(training);
  const source = await featuresOf(loader, () => open(training, { shuffle: false }), true).source({});
  const numbers = [];
  for await (const { number } of source.epoch(2, { startBatch: 1 })) numbers.push(number);
  expect(numbers).toEqual([1, 2]);
  const stop = AbortSignal.abort(new Error("enough"));
  await expect(featuresOf(loader, () => open(training), true).source({ signal: stop })).rejects.toThrow("enough");
});

test("take as much memory as is said", () => {
  expect(featureBytes(model, 64)).toBe(1024 * 4);
  useMlDecoder(model, 2, { groups: 2, embedding: 8, seed: 3 });
  expect(featureBytes(model, 64)).toBe(4 * 4 * 1024 * 4);
});
