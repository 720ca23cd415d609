import { describe, expect, test } from "vitest";
import { batches, evaluation, train } from "../test/pictures.ts";
import { BatchLoader, type BatchLoaderOptions } from "./batch-loader.ts";
import type { Dataset } from "./dataset.ts";
import { DataError } from "./errors.ts";
import { subset } from "./subset.ts";
import { syntheticData } from "./synthetic.ts";

const { train: drawn } = syntheticData({ classes: 3, size: 8, counts: [60, 1, 1] });
const ofClass = (label: number, count: number) =>
  Array.from({ length: drawn.length }, (_, index) => index)
    .filter((index) => drawn.label(index) === label)
    .slice(0, count);
/** 20, 5 and 3 images of the classes. */
const uneven = subset(drawn, [...ofClass(0, 20), ...ofClass(1, 5), ...ofClass(2, 3)]);

/** The images of some epochs in the order of their batches. */
async function indicesOf(options: Partial<BatchLoaderOptions>, epochs: readonly number[] = [0]): Promise<number[]> {
  const made = await batches(uneven, { balanced: true, dropLast: false, ...options }, epochs);
  return made.flatMap(({ indices }) => [...indices]);
}

function countsBy<Key>(keys: Iterable<Key>): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

describe("a balanced BatchLoader", () => {
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
