import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder, writePicture } from "../test/temporary-folder.ts";
import type { Batch } from "./batch.ts";
import { BatchLoader, type BatchLoaderOptions, type EpochOptions } from "./batch-loader.ts";
import type { Dataset } from "./dataset.ts";
import { BrokenImageError, DataError } from "./errors.ts";
import { imageFiles } from "./image-files.ts";
import { syntheticData } from "./synthetic.ts";
import { evalTransform, trainTransform } from "./transform.ts";

const train = trainTransform({
  size: 12,
  vflip: 0.5,
  quarterTurns: true,
  colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4 },
  cutout: { probability: 0.5, fraction: 0.5, fill: "random" },
  mean: [0.4, 0.5, 0.6],
  std: [0.2, 0.3, 0.4],
});
const evaluation = evalTransform({ size: 12, mode: "squish" });

let folder = "";
/** 23 pictures in three formats; numbers 4 and 17 are broken. */
let withBroken: Dataset;
/** The same without the broken ones. */
let sound: Dataset;

beforeAll(async () => {
  folder = await temporaryFolder();
  const files = Array.from({ length: 23 }, (_, i) => ({
    path: path.join(folder, `${i}.${["jpg", "png", "webp"][i % 3]}`),
    label: i % 2,
  }));
  for (const [i, file] of files.entries()) await writePicture(file.path, i, 14 + i, 30 - i);
  await writeFile(files[4]?.path ?? "", "no picture");
  await writeFile(files[17]?.path ?? "", "");
  withBroken = imageFiles("pictures", ["even", "odd"], files);
  sound = imageFiles(
    "pictures",
    ["even", "odd"],
    files.filter((_, i) => i !== 4 && i !== 17),
  );
});

/** The batches of some epochs; the loader is closed afterwards. */
async function batches(
  dataset: Dataset,
  options: Partial<BatchLoaderOptions>,
  epochs: readonly number[] = [0],
  epochOptions: EpochOptions = {},
): Promise<Batch[]> {
  const loader = new BatchLoader(dataset, { batchSize: 4, transform: train, workers: 0, ...options });
  const all: Batch[] = [];
  try {
    for (const epoch of epochs) for await (const batch of loader.epoch(epoch, epochOptions)) all.push(batch);
  } finally {
    await loader.close();
  }
  return all;
}

// Worker threads take a second each to start from source, more on a busy machine.
describe("BatchLoader", { timeout: 60_000 }, () => {
  test.each([1, 2, 3])("makes the same batches with %d workers as with none", async (workers) => {
    for (const transform of [train, evaluation]) {
      const options = { transform, onBroken: "skip", seed: 3 } as const;
      const alone = await batches(withBroken, options, [0, 1]);
      expect(await batches(withBroken, { ...options, workers, cache: workers !== 2 }, [0, 1])).toEqual(alone);
    }
  });

  test("goes on at any batch as if it had made those before", async () => {
    const options = { onBroken: "skip", shuffle: true } as const;
    for (const transform of [train, evaluation]) {
      const all = await batches(withBroken, { ...options, transform }, [5]);
      for (const startBatch of [0, 1, 3, all.length, 99]) {
        const rest = await batches(withBroken, { ...options, transform }, [5], { startBatch });
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
        const made = await batches(sound, { seed, dropLast: false }, [epoch]);
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
      const [batch] = await batches(sound, { transform, shuffle: false }, [epoch]);
      return batch?.images;
    };
    expect(await view(train, 0)).not.toEqual(await view(train, 1));
    expect(await view(evaluation, 0)).toEqual(await view(evaluation, 1));
  });

  test("evaluates in order, with a smaller last batch", async () => {
    const made = await batches(sound, { transform: evaluation });
    expect(made.map(({ shape }) => shape)).toEqual([4, 4, 4, 4, 4, 1].map((n) => [n, 12, 12, 3]));
    expect(made.flatMap(({ indices }) => [...indices])).toEqual(Array.from({ length: 21 }, (_, i) => i));
    expect(made.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { images, labels, indices, shape } of made) {
      expect(images.length).toBe(shape[0] * 12 * 12 * 3);
      expect([...labels]).toEqual([...indices].map((index) => sound.label(index)));
    }
  });

  test("gives every image the same floats, whatever batch it is in", async () => {
    const [whole] = await batches(sound, { transform: evaluation, batchSize: 21 });
    const single = await batches(sound, { transform: evaluation, batchSize: 1 });
    expect(single.flatMap(({ images }) => [...images])).toEqual([...(whole?.images ?? [])]);
  });

  test("drops the last, smaller batch in training", async () => {
    expect((await batches(sound, {})).map(({ shape }) => shape[0])).toEqual([4, 4, 4, 4, 4]);
    const loader = new BatchLoader(sound, { batchSize: 4, transform: train, workers: 0, dropLast: false });
    expect(loader.batchesPerEpoch).toBe(6);
  });

  describe("with broken images", () => {
    test("fails with the path of the first", async () => {
      const failure = batches(withBroken, { transform: evaluation, prefetch: 9 });
      await expect(failure).rejects.toThrow(BrokenImageError);
      await expect(failure).rejects.toThrow(
        /4\.png \(Input buffer contains unsupported image format\).*onBroken: "skip"/,
      );
    });

    test("leaves them out of an evaluation, and lists each once", async () => {
      const loader = new BatchLoader(withBroken, { batchSize: 4, transform: evaluation, workers: 0, onBroken: "skip" });
      for (const epoch of [0, 1]) {
        const sizes: number[] = [];
        const indices: number[] = [];
        for await (const batch of loader.epoch(epoch)) {
          sizes.push(batch.shape[0]);
          indices.push(...batch.indices);
        }
        expect(sizes).toEqual([4, 3, 4, 4, 3, 3]);
        expect(indices).toEqual(Array.from({ length: 23 }, (_, i) => i).filter((i) => i !== 4 && i !== 17));
      }
      expect(loader.broken).toEqual([
        { index: 4, id: withBroken.id(4), reason: "Input buffer contains unsupported image format" },
        { index: 17, id: withBroken.id(17), reason: "the file is empty" },
      ]);
    });

    test("fills their places in training with the next of the order", async () => {
      const made = await batches(withBroken, { onBroken: "skip", shuffle: false, batchSize: 6 });
      expect(made.map(({ shape }) => shape[0])).toEqual([6, 6, 6]);
      expect(made.map(({ indices }) => [...indices])).toEqual([
        [0, 1, 2, 3, 5, 5],
        [6, 7, 8, 9, 10, 11],
        [12, 13, 14, 15, 16, 18],
      ]);
      for (const { labels, indices } of made) expect([...labels]).toEqual([...indices].map((i) => withBroken.label(i)));
    });

    test("leaves out an evaluation batch of which nothing is left", async () => {
      const made = await batches(withBroken, { transform: evaluation, batchSize: 1, onBroken: "skip" });
      expect(made.map(({ number }) => number)).toEqual(
        Array.from({ length: 23 }, (_, i) => i).filter((i) => i !== 4 && i !== 17),
      );
    });

    test("says so when all are", async () => {
      const hopeless = imageFiles(
        "pictures",
        ["a", "b"],
        [4, 17].map((i) => ({ path: withBroken.id(i), label: 0 })),
      );
      const failure = batches(hopeless, { onBroken: "skip", batchSize: 2 });
      await expect(failure).rejects.toThrow(/all 2 are broken/);
    });
  });

  describe("keeps decoded images in memory", () => {
    test.each([
      ["training", train, 0],
      ["training with workers", train, 2],
      ["evaluation", evaluation, 0],
      ["evaluation with workers", evaluation, 2],
    ] as const)("for later epochs of %s", async (_, transform, workers) => {
      const { dataset, remove } = await copyOf(sound);
      const expected = await batches(sound, { transform, cache: false, dropLast: false }, [0, 1]);
      const loader = new BatchLoader(dataset, { batchSize: 4, transform, workers, dropLast: false });
      const made: Batch[] = [];
      for await (const batch of loader.epoch(0)) made.push(batch);
      await remove();
      for await (const batch of loader.epoch(1)) made.push(batch);
      await loader.close();
      expect(made).toEqual(expected);
    });

    test.each([
      ["cache is false", { cache: false }],
      ["they would not all fit", { cacheBytes: 10_000 }],
    ] as const)("but not when %s", async (_, options) => {
      const { dataset, remove } = await copyOf(sound);
      const loader = new BatchLoader(dataset, { batchSize: 4, transform: train, workers: 0, ...options });
      for await (const batch of loader.epoch(0)) expect(batch.shape[0]).toBe(4);
      await remove();
      await expect(loader.epoch(1).next()).rejects.toThrow(/ENOENT/);
    });
  });

  test("decodes large JPEGs at a fraction of their size when it may", async () => {
    const file = path.join(folder, "large.jpg");
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

  test("works no further ahead than it was told", async () => {
    const { train: images } = syntheticData({ counts: [60, 1, 1], size: 8 });
    let asked = 0;
    const counted: Dataset = {
      ...images,
      source: (index) => {
        asked++;
        return images.source(index);
      },
    };
    const loader = new BatchLoader(counted, { batchSize: 5, transform: evaluation, workers: 0, prefetch: 2 });
    let used = 0;
    for await (const { shape } of loader.epoch(0)) {
      used += shape[0];
      await new Promise((resolve) => setImmediate(resolve));
      expect(asked).toBeLessThanOrEqual(used + 2 * 5);
    }
    expect(asked).toBe(60);
  });

  test.each([0, 2])("stops early and starts again (%d workers)", async (workers) => {
    const loader = new BatchLoader(sound, { batchSize: 4, transform: train, workers });
    const first: Batch[] = [];
    for await (const batch of loader.epoch(0)) {
      first.push(batch);
      break;
    }
    for await (const batch of loader.epoch(0)) {
      first.push(batch);
      break;
    }
    await loader.close();
    expect(first).toHaveLength(2);
    expect(first[1]).toEqual(first[0]);
  });

  test.each([0, 2])("stops with the signal's reason (%d workers)", async (workers) => {
    const loader = new BatchLoader(sound, { batchSize: 2, transform: train, workers });
    const before = AbortSignal.abort(new Error("too late"));
    await expect(loader.epoch(0, { signal: before }).next()).rejects.toThrow("too late");

    const during = new AbortController();
    const waiting = loader.epoch(0, { signal: during.signal }).next();
    during.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");

    const between = new AbortController();
    const epoch = loader.epoch(0, { signal: between.signal });
    expect((await epoch.next()).done).toBe(false);
    between.abort(new Error("no more"));
    await expect(epoch.next()).rejects.toThrow("no more");
    expect((await epoch.next()).done).toBe(true);
    await loader.close();
  });

  test.each([0, 2])("ends a running epoch when it is closed (%d workers)", async (workers) => {
    const loader = new BatchLoader(sound, { batchSize: 2, transform: train, workers });
    const between = loader.epoch(0);
    expect((await between.next()).done).toBe(false);
    const waiting = expect(loader.epoch(1).next()).rejects.toThrow(/one that was closed/);
    await loader.close();
    await waiting;
    await expect(between.next()).rejects.toThrow(/one that was closed/);
    await expect(loader.epoch(1).next()).rejects.toThrow(/one that was closed/);
    await loader.close();
  });

  test.each([
    ["batchSize", { batchSize: 0 }, /batchSize must be a whole number of at least 1, got 0/],
    ["workers", { workers: -1 }, /workers must be/],
    ["prefetch", { prefetch: 0 }, /prefetch must be/],
    ["seed", { seed: 0.5 }, /seed must be/],
    ["a batch larger than the data", { batchSize: 30 }, /batchSize must be at most 21.*dropLast: false/],
    ["transform", { transform: { ...train, std: [1, 0, 1] } }, /std must be three positive numbers, got \[1,0,1\]/],
  ] as const)("refuses a wrong %s", (_, options, message) => {
    expect(() => new BatchLoader(sound, { batchSize: 4, transform: train, ...options })).toThrow(message);
    expect(() => new BatchLoader(sound, { batchSize: 4, transform: train, ...options })).toThrow(DataError);
  });

  test("refuses an empty dataset and an impossible epoch", async () => {
    expect(() => new BatchLoader(imageFiles("nothing", ["a"], []), { batchSize: 1, transform: train })).toThrow(
      /expected images, got none in nothing/,
    );
    const loader = new BatchLoader(sound, { batchSize: 4, transform: train, workers: 0 });
    await expect(loader.epoch(-1).next()).rejects.toThrow(/epoch must be/);
    await expect(loader.epoch(0, { startBatch: 0.5 }).next()).rejects.toThrow(/startBatch must be/);
  });
});

async function copyOf(dataset: Dataset): Promise<{ dataset: Dataset; remove: () => Promise<void> }> {
  const copy = await mkdtemp(path.join(folder, "copy-"));
  const files = await Promise.all(
    Array.from({ length: dataset.length }, async (_, index) => {
      const file = path.join(copy, path.basename(dataset.id(index)));
      await copyFile(dataset.id(index), file);
      return { path: file, label: dataset.label(index) };
    }),
  );
  return { dataset: imageFiles("copy", dataset.classNames, files), remove: () => rm(copy, { recursive: true }) };
}
