import { copyFile, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { batches, evaluation, type Pictures, train, writePictures } from "../../test/pictures.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { imageFiles } from "../datasets/image-files.ts";
import { syntheticData } from "../datasets/synthetic.ts";
import type { Batch } from "./batch.ts";
import { BatchLoader } from "./batch-loader.ts";

let pictures: Pictures;
beforeAll(async () => {
  pictures = await writePictures();
});

// Worker threads take a second each to start from source, more on a busy machine.
describe("BatchLoader", { timeout: 60_000 }, () => {
  describe("keeps decoded images in memory", () => {
    test.each([
      ["training", train, 0],
      ["training with workers", train, 2],
      ["evaluation", evaluation, 0],
      ["evaluation with workers", evaluation, 2],
    ] as const)("for later epochs of %s", async (_, transform, workers) => {
      const { dataset, remove } = await copyOf(pictures.sound);
      const expected = await batches(pictures.sound, { transform, cache: false, dropLast: false }, [0, 1]);
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
      const { dataset, remove } = await copyOf(pictures.sound);
      const loader = new BatchLoader(dataset, { batchSize: 4, transform: train, workers: 0, ...options });
      for await (const batch of loader.epoch(0)) expect(batch.shape[0]).toBe(4);
      await remove();
      await expect(loader.epoch(1).next()).rejects.toThrow(/ENOENT/);
    });
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
    const loader = new BatchLoader(pictures.sound, { batchSize: 4, transform: train, workers });
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
    const loader = new BatchLoader(pictures.sound, { batchSize: 2, transform: train, workers });
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
    const loader = new BatchLoader(pictures.sound, { batchSize: 2, transform: train, workers });
    const between = loader.epoch(0);
    expect((await between.next()).done).toBe(false);
    const waiting = expect(loader.epoch(1).next()).rejects.toThrow(/one that was closed/);
    await loader.close();
    await waiting;
    await expect(between.next()).rejects.toThrow(/one that was closed/);
    await expect(loader.epoch(1).next()).rejects.toThrow(/one that was closed/);
    await loader.close();
  });
});

async function copyOf(dataset: Dataset): Promise<{ dataset: Dataset; remove: () => Promise<void> }> {
  const copy = await mkdtemp(path.join(pictures.folder, "copy-"));
  const files = await Promise.all(
    Array.from({ length: dataset.length }, async (_, index) => {
      const file = path.join(copy, path.basename(dataset.id(index)));
      await copyFile(dataset.id(index), file);
      return { path: file, label: dataset.label(index) };
    }),
  );
  return { dataset: imageFiles("copy", dataset.classNames, files), remove: () => rm(copy, { recursive: true }) };
}
