import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { batches, evaluation, type Pictures, writePictures } from "../../test/pictures.ts";
import { imageFiles } from "../datasets/image-files.ts";
import { BrokenImageError } from "../errors.ts";
import { BatchLoader } from "./batch-loader.ts";

let pictures: Pictures;
beforeAll(async () => {
  pictures = await writePictures();
});

describe("BatchLoader with broken images", () => {
  test("fails with the path of the first", async () => {
    const failure = batches(pictures.withBroken, { transform: evaluation, prefetch: 9 });
    await expect(failure).rejects.toThrow(BrokenImageError);
    await expect(failure).rejects.toThrow(/4\.png \(a text; download the picture again\).*onBroken: "skip"/);
  });

  test("leaves them out of an evaluation, and lists each once", async () => {
    const loader = new BatchLoader(pictures.withBroken, {
      batchSize: 4,
      transform: evaluation,
      workers: 0,
      onBroken: "skip",
    });
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
      { index: 4, id: pictures.withBroken.id(4), reason: "a text; download the picture again" },
      { index: 17, id: pictures.withBroken.id(17), reason: "the file is empty" },
    ]);
  });

  test("fills their places in training with the next of the order", async () => {
    const made = await batches(pictures.withBroken, { onBroken: "skip", shuffle: false, batchSize: 6 });
    expect(made.map(({ shape }) => shape[0])).toEqual([6, 6, 6]);
    expect(made.map(({ indices }) => [...indices])).toEqual([
      [0, 1, 2, 3, 5, 5],
      [6, 7, 8, 9, 10, 11],
      [12, 13, 14, 15, 16, 18],
    ]);
    for (const { labels, indices } of made)
      expect([...labels]).toEqual([...indices].map((i) => pictures.withBroken.label(i)));
  });

  test("leaves out an evaluation batch of which nothing is left", async () => {
    const made = await batches(pictures.withBroken, { transform: evaluation, batchSize: 1, onBroken: "skip" });
    expect(made.map(({ number }) => number)).toEqual(
      Array.from({ length: 23 }, (_, i) => i).filter((i) => i !== 4 && i !== 17),
    );
  });

  test("says so when all are", async () => {
    const hopeless = imageFiles(
      "pictures",
      ["a", "b"],
      [4, 17].map((i) => ({ path: pictures.withBroken.id(i), label: 0 })),
    );
    const failure = batches(hopeless, { onBroken: "skip", batchSize: 2 });
    await expect(failure).rejects.toThrow(/all 2 are broken/);
  });

  test("lists once each what is damaged and decoded all the same", async () => {
    const files = [0, 3, 6].map((i) => ({ path: pictures.withBroken.id(i), label: 0 }));
    const whole = await readFile(files[1]?.path ?? "");
    const damaged = path.join(pictures.folder, "damaged.jpg");
    await writeFile(damaged, Buffer.concat([whole.subarray(0, -2), Buffer.of(1, 2, 3, 0xff, 0xd9)]));
    const dataset = imageFiles("pictures", ["a"], [...files, { path: damaged, label: 0 }]);
    const loader = new BatchLoader(dataset, { batchSize: 2, transform: evaluation, workers: 2, cache: false });
    const images: Float32Array[] = [];
    for (const epoch of [0, 1]) for await (const batch of loader.epoch(epoch)) images.push(batch.images.slice());
    await loader.close();
    expect(loader.broken).toEqual([]);
    expect(loader.damaged).toEqual([
      {
        index: 3,
        id: damaged,
        reason: "the JPEG is damaged (3 bytes follow the last of its image)",
      },
    ]);
    const half = (images[1]?.length ?? 0) / 2;
    expect(images[1]?.subarray(half)).toEqual(images[0]?.subarray(half)); // the pixels of the sound one
  });
});
