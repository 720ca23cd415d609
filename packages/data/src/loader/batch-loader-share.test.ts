import { beforeAll, expect, test } from "vitest";
import { batches, evaluation, type Pictures, train, writePictures } from "../../test/pictures.ts";
import { BatchLoader } from "./batch-loader.ts";

let pictures: Pictures;
beforeAll(async () => {
  pictures = await writePictures();
});

/** One epoch's batches of each process. */
const shared = (count: number, options: Parameters<typeof batches>[1]) =>
  Promise.all(
    Array.from({ length: count }, (_, index) => batches(pictures.sound, { ...options, share: { index, count } }, [4])),
  );

test("the parts of all processes are the batches of one, image by image", async () => {
  for (const count of [2, 3]) {
    const options = { transform: train, shuffle: true, dropLast: false, seed: 7 };
    const whole = await batches(pictures.sound, { ...options, batchSize: 2 * count }, [4]);
    const parts = await shared(count, { ...options, batchSize: 2 });
    for (const [number, batch] of whole.entries()) {
      const counting = parts.flatMap((own) => own[number] ?? []).filter(({ counted }) => counted !== 0);
      expect(counting.flatMap(({ indices }) => [...indices])).toEqual([...batch.indices]);
      expect(counting.flatMap(({ images }) => [...images])).toEqual([...batch.images]);
    }
    expect(parts.map((own) => own.length)).toEqual(parts.map(() => whole.length));
  }
});

test("a process with no image left takes part in training with one that counts for nothing, and not in evaluation", async () => {
  // 21 images in batches of 2 · 5 leave one.
  const training = await shared(2, { transform: train, batchSize: 5, dropLast: false, seed: 1 });
  const last = training.map((own) => own.at(-1));
  expect(last.map((batch) => [batch?.indices.length, batch?.counted])).toEqual([
    [1, 0],
    [1, undefined],
  ]);
  expect(last[0]?.indices).toEqual(last[1]?.indices);
  const evaluating = await shared(2, { transform: evaluation, batchSize: 5 });
  expect(evaluating.map((own) => own.length)).toEqual([2, 3]);
  const seen = evaluating.flat().flatMap(({ indices }) => [...indices]);
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, index) => index));
});

test("a batch is left out for all or for none, and is of all processes", () => {
  const loader = (batchSize: number, index: number) =>
    new BatchLoader(pictures.sound, { transform: train, batchSize, share: { index, count: 4 }, workers: 0 });
  expect([0, 1, 2, 3].map((index) => loader(2, index).batchesPerEpoch)).toEqual([2, 2, 2, 2]);
  expect(() => loader(6, 0)).toThrow("the number of images in");
  expect(() => loader(6, 0)).toThrow("got 24 of 4 processes");
});
