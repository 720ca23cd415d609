import { describe, expect, test } from "vitest";
import { batches, evaluation, train, writePictures } from "../../test/pictures.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { subset } from "../dataset/subset.ts";
import { imageFiles } from "../datasets/image-files.ts";
import { syntheticData } from "../datasets/synthetic.ts";
import { DataError } from "../errors.ts";
import type { Batch } from "./batch.ts";
import { BatchLoader, type BatchLoaderOptions } from "./batch-loader.ts";

const { train: drawn } = syntheticData({ classes: 3, size: 8, counts: [60, 1, 1] });
const ofClass = (label: number, count: number) =>
  Array.from({ length: drawn.length }, (_, index) => index)
    .filter((index) => drawn.label(index) === label)
    .slice(0, count);
/** 20, 5 and 3 images of the classes. */
const uneven = subset(drawn, [...ofClass(0, 20), ...ofClass(1, 5), ...ofClass(2, 3)]);

/** 18 and 3 images of two classes. */
async function unevenFiles(): Promise<Dataset> {
  const { sound } = await writePictures();
  const files = Array.from({ length: sound.length }, (_, index) => ({
    path: sound.id(index),
    label: index < 18 ? 0 : 1,
  }));
  return imageFiles("uneven", ["usual", "rare"], files);
}

/** The images of some epochs in the order of their batches. */
async function indicesOf(options: Partial<BatchLoaderOptions>, epochs: readonly number[] = [0]): Promise<number[]> {
  const made = await batches(uneven, { balanced: true, dropLast: false, ...options }, epochs);
  return made.flatMap(({ indices }) => [...indices]);
}

/** The floats of an image as often as a batch has it, in order. */
function viewsOf(batch: Batch | undefined, index: number): number[][] {
  const { images = new Float32Array(), indices = new Int32Array() } = batch ?? {};
  const length = images.length / indices.length;
  return [...indices.keys()]
    .filter((slot) => indices[slot] === index)
    .map((slot) => [...images.subarray(slot * length, (slot + 1) * length)]);
}

function countsBy<Key>(keys: Iterable<Key>): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

// Worker threads take a second each to start from source, more on a busy machine.
describe("a balanced BatchLoader", { timeout: 60_000 }, () => {
  test("shows the classes of an uneven data set equally often, under their own labels", async () => {
    const made = await batches(uneven, { balanced: true, dropLast: false });
    const labels = made.flatMap((batch) => [...batch.labels]);
    expect(labels).toEqual(made.flatMap(({ indices }) => [...indices].map((index) => uneven.label(index))));
    expect([...countsBy(labels).values()].toSorted((a, b) => a - b)).toEqual([9, 9, 10]);
  });

  test("repeats rare images and sees all others over the epochs", async () => {
    const seen = countsBy(await indicesOf({}, [0, 1, 2, 3, 4, 5, 6, 7]));
    expect(seen.size).toBe(28);
    const times = (label: number) => [...seen].filter(([index]) => uneven.label(index) === label).map(([, n]) => n);
    // Eight epochs of 9 or 10 places: each of the 3 rare images comes 3 or 4 times in each, a usual one at most once.
    for (const rare of times(2)) expect(rare).toBeGreaterThanOrEqual(24);
    for (const usual of times(0)) expect(usual).toBeLessThanOrEqual(8);
  });

  test("has an epoch of as many images as the data set, less what is dropped", async () => {
    expect(await indicesOf({ batchSize: 5 })).toHaveLength(28);
    expect(await indicesOf({ batchSize: 5, dropLast: true })).toHaveLength(25);
    const loader = new BatchLoader(uneven, { batchSize: 5, transform: train, workers: 0, balanced: true });
    expect(loader.batchesPerEpoch).toBe(5);
    await loader.close();
  });

  test("has an order that seed and epoch decide", async () => {
    const order = await indicesOf({ seed: 1 }, [2]);
    expect(await indicesOf({ seed: 1 }, [2])).toEqual(order);
    expect(await indicesOf({ seed: 2 }, [2])).not.toEqual(order);
    expect(await indicesOf({ seed: 1 }, [3])).not.toEqual(order);
    expect(await indicesOf({ seed: 1, balanced: false }, [2])).not.toEqual(order);
  });

  test("goes on at any batch as if it had made those before", async () => {
    const options = { balanced: true, seed: 1 } as const;
    const all = await batches(uneven, options, [4]);
    expect(await batches(uneven, options, [4], { startBatch: 3 })).toEqual(all.slice(3));
  });

  test.each([
    ["in memory", false, {}],
    ["in files", true, { cache: false }],
    ["in files, from the cache", true, { cache: true }],
    ["in files, by workers", true, { workers: 2 }],
  ])("augments an image %s anew each time it comes, the first as an even order would", async (_, inFiles, options) => {
    const dataset = inFiles ? await unevenFiles() : uneven;
    const whole = { batchSize: dataset.length, seed: 4, ...options };
    const balanced = (await batches(dataset, { ...whole, balanced: true }, [2, 3]))[1];
    const even = (await batches(dataset, whole, [2, 3]))[1];
    const rare = Array.from({ length: dataset.length }, (_, index) => index).slice(-3);
    for (const index of rare) {
      const views = viewsOf(balanced, index);
      expect(views.length).toBeGreaterThanOrEqual(3);
      for (const [place, view] of views.entries()) expect(views.slice(place + 1)).not.toContainEqual(view);
      expect(views[0]).toEqual(viewsOf(even, index)[0]);
    }
  });
});

describe("a BatchLoader cannot balance", () => {
  const several: Dataset = { ...uneven, labels: (index) => [uneven.label(index)] };

  test.each([
    ["an evaluation, which keeps its order", uneven, { transform: evaluation }, /got synthetic.* without shuffle/],
    ["images in order", uneven, { shuffle: false }, /without shuffle\. Leave it out\.$/],
    ["images of any number of classes", several, {}, /with any number of classes per image\. Leave it out\.$/],
  ])("%s", (_, dataset, options, message) => {
    const make = () =>
      new BatchLoader(dataset, { batchSize: 4, transform: train, workers: 0, balanced: true, ...options });
    expect(make).toThrow(DataError);
    expect(make).toThrow(message);
  });
});
