import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { batches, evaluation, type Pictures, train, writePictures } from "../../test/pictures.ts";
import { writePicture } from "../../test/temporary-folder.ts";
import { imageFiles } from "../datasets/image-files.ts";
import { DataError } from "../errors.ts";
import { trainTransform } from "../transforms/transform.ts";
import { BatchLoader } from "./batch-loader.ts";

let pictures: Pictures;
beforeAll(async () => {
  pictures = await writePictures();
});

// Worker threads take a second each to start from source, more on a busy machine.
describe("BatchLoader", { timeout: 60_000 }, () => {
  test.each([1, 2, 3])("makes the same batches with %d workers as with none", async (workers) => {
    for (const transform of [train, evaluation]) {
      const options = { transform, onBroken: "skip", seed: 3 } as const;
      const alone = await batches(pictures.withBroken, options, [0, 1]);
      expect(await batches(pictures.withBroken, { ...options, workers, cache: workers !== 2 }, [0, 1])).toEqual(alone);
    }
  });

  test("goes on at any batch as if it had made those before", async () => {
    const options = { onBroken: "skip", shuffle: true } as const;
    for (const transform of [train, evaluation]) {
      const all = await batches(pictures.withBroken, { ...options, transform }, [5]);
      for (const startBatch of [0, 1, 3, all.length, 99]) {
        const rest = await batches(pictures.withBroken, { ...options, transform }, [5], { startBatch });
        expect(rest).toEqual(all.slice(startBatch));
      }
    }
  });

  test("shows every image once per epoch, in an order that seed and epoch decide", async () => {
    const orders = await Promise.all(
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [0, 0],
      ].map(async ([seed = 0, epoch = 0]) => {
        const made = await batches(pictures.sound, { seed, dropLast: false }, [epoch]);
        return made.flatMap(({ indices }) => [...indices]);
      }),
    );
    for (const order of orders)
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, i) => i));
    expect(orders[3]).toEqual(orders[0]);
    expect(orders[1]).not.toEqual(orders[0]);
    expect(orders[2]).not.toEqual(orders[0]);
  });

  test("changes an image from epoch to epoch in training, and never in evaluation", async () => {
    const view = async (transform: typeof train | typeof evaluation, epoch: number) => {
      const [batch] = await batches(pictures.sound, { transform, shuffle: false }, [epoch]);
      return batch?.images;
    };
    expect(await view(train, 0)).not.toEqual(await view(train, 1));
    expect(await view(evaluation, 0)).toEqual(await view(evaluation, 1));
  });

  test("evaluates in order, with a smaller last batch", async () => {
    const made = await batches(pictures.sound, { transform: evaluation });
    expect(made.map(({ shape }) => shape)).toEqual([4, 4, 4, 4, 4, 1].map((n) => [n, 12, 12, 3]));
    expect(made.flatMap(({ indices }) => [...indices])).toEqual(Array.from({ length: 21 }, (_, i) => i));
    expect(made.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { images, labels, indices, shape } of made) {
      expect(images.length).toBe(shape[0] * 12 * 12 * 3);
      expect([...labels]).toEqual([...indices].map((index) => pictures.sound.label(index)));
    }
  });

  test("gives every image the same floats, whatever batch it is in", async () => {
    const [whole] = await batches(pictures.sound, { transform: evaluation, batchSize: 21 });
    const single = await batches(pictures.sound, { transform: evaluation, batchSize: 1 });
    expect(single.flatMap(({ images }) => [...images])).toEqual([...(whole?.images ?? [])]);
  });

  test("drops the last, smaller batch in training", async () => {
    expect((await batches(pictures.sound, {})).map(({ shape }) => shape[0])).toEqual([4, 4, 4, 4, 4]);
    const loader = new BatchLoader(pictures.sound, { batchSize: 4, transform: train, workers: 0, dropLast: false });
    expect(loader.batchesPerEpoch).toBe(6);
  });

  test("decodes large JPEGs at a fraction of their size when it may", async () => {
    const file = path.join(pictures.folder, "large.jpg");
    await writePicture(file, 1, 200, 160);
    const dataset = imageFiles("large", ["a", "b"], [{ path: file, label: 0 }]);
    const still = { crop: { kind: "padded", padding: 0, border: "zero" }, hflip: 0 } as const;
    const [exact] = await batches(dataset, { transform: trainTransform({ size: 12, ...still }), batchSize: 1 });
    const [fast] = await batches(dataset, {
      transform: trainTransform({ size: 12, ...still, fastDecode: true }),
      batchSize: 1,
    });
    const differences = exact?.images.map((value, i) => Math.abs(value - (fast?.images[i] ?? 0))) ?? [];
    expect(Math.max(...differences)).toBeGreaterThan(0);
    expect(Math.max(...differences)).toBeLessThan(0.06); // of a range of 1, on noise
  });

  test.each([
    ["batchSize", { batchSize: 0 }, /batchSize must be a whole number of at least 1, got 0/],
    ["workers", { workers: -1 }, /workers must be/],
    ["prefetch", { prefetch: 0 }, /prefetch must be/],
    ["seed", { seed: 0.5 }, /seed must be/],
    ["a batch larger than the data", { batchSize: 30 }, /batchSize must be at most 21.*dropLast: false/],
    ["transform", { transform: { ...train, std: [1, 0, 1] } }, /std must be three positive numbers, got \[1,0,1\]/],
  ] as const)("refuses a wrong %s", (_, options, message) => {
    expect(() => new BatchLoader(pictures.sound, { batchSize: 4, transform: train, ...options })).toThrow(message);
    expect(() => new BatchLoader(pictures.sound, { batchSize: 4, transform: train, ...options })).toThrow(DataError);
  });

  test("refuses an empty dataset and an impossible epoch", async () => {
    expect(() => new BatchLoader(imageFiles("nothing", ["a"], []), { batchSize: 1, transform: train })).toThrow(
      /expected images, got none in nothing/,
    );
    const loader = new BatchLoader(pictures.sound, { batchSize: 4, transform: train, workers: 0 });
    await expect(loader.epoch(-1).next()).rejects.toThrow(/epoch must be/);
    await expect(loader.epoch(0, { startBatch: 0.5 }).next()).rejects.toThrow(/startBatch must be/);
  });
});
