import { describe, expect, test } from "vitest";
import { DataError } from "../errors.ts";
import { random } from "../random.ts";
import type { Batch } from "./batch.ts";
import { symmetricBeta } from "./beta.ts";
import { mixBatch } from "./mix-batch.ts";

const size = 10;
/** Image i is all i, of class i. */
const batch = (number: number, n = 3): Batch => ({
  images: Float32Array.from({ length: n * size * size * 3 }, (_, i) => Math.floor(i / (size * size * 3))),
  labels: Int32Array.from({ length: n }, (_, i) => i),
  indices: Int32Array.from({ length: n }, (_, i) => i),
  shape: [n, size, size, 3],
  number,
});
const usual = { mixup: 0, cutmix: 0, classes: 4, seed: 0, epoch: 0 };

describe("mixBatch", () => {
  test("mixup blends each image with its opposite, and the labels as much", () => {
    const { images, targets } = mixBatch(batch(0), { ...usual, mixup: 1 });
    const share = targets[0] ?? 0;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
    const row = (i: number) => Array.from(targets.subarray(4 * i, 4 * i + 4), (x) => Number(x.toFixed(6)));
    const [a, b] = [Number(share.toFixed(6)), Number((1 - share).toFixed(6))];
    expect([row(0), row(1), row(2)]).toEqual([
      [a, 0, b, 0],
      [0, 1, 0, 0],
      [b, 0, a, 0],
    ]);
    expect(images[0]).toBeCloseTo(2 * (1 - share), 5);
    expect(images.at(-1)).toBeCloseTo(2 * share, 5);
  });

  test("cutmix's labels tell the area exactly, whatever the borders cut off", () => {
    for (let number = 0; number < 40; number++) {
      const { images, targets } = mixBatch(batch(number), { ...usual, cutmix: 1 });
      const first = images.subarray(0, size * size * 3);
      const pasted = first.filter((value) => value === 2).length;
      expect(first.filter((value) => value === 0).length + pasted).toBe(first.length);
      expect(targets[2]).toBeCloseTo(pasted / first.length, 6);
      expect((targets[0] ?? 0) + (targets[2] ?? 0)).toBeCloseTo(1, 6);
    }
  });

  test("with both, some batches are blended and some are cut", () => {
    const kinds = new Set<string>();
    for (let number = 0; number < 20; number++) {
      const { images } = mixBatch(batch(number), { ...usual, mixup: 1, cutmix: 1 });
      kinds.add(images.every(Number.isInteger) ? "cut" : "blended");
    }
    expect(kinds).toEqual(new Set(["cut", "blended"]));
  });

  test("depends on seed, epoch and number alone, and leaves the batch as it is", () => {
    const given = batch(1);
    const mix = (changes: object, from = given) => mixBatch(from, { ...usual, mixup: 0.4, ...changes }).images;
    expect(mix({})).toEqual(mix({}));
    for (const other of [mix({ seed: 1 }), mix({ epoch: 1 }), mix({}, batch(2))]) expect(other).not.toEqual(mix({}));
    expect(given).toEqual(batch(1));
  });

  test("with neither, labels become one-hot and images stay", () => {
    const { images, targets } = mixBatch(batch(0, 2), usual);
    expect(images).toEqual(batch(0, 2).images);
    expect([...targets]).toEqual([1, 0, 0, 0, 0, 1, 0, 0]);
  });

  test("refuses alphas and labels that make no sense", () => {
    expect(() => mixBatch(batch(0), { ...usual, mixup: -1 })).toThrow("mixup must be a number of 0 or more, got -1");
    expect(() => mixBatch(batch(0), { ...usual, classes: 2 })).toThrow(DataError);
  });
});

test.each([0.1, 0.4, 1, 5])("symmetricBeta(%d) has the distribution's mean and variance", (alpha) => {
  const draws = random(7);
  const values = Array.from({ length: 20_000 }, () => symmetricBeta(alpha, draws));
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  // 0.011: three standard errors of a mean of 20,000 values whose spread is at most 0.5
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.011);
  expect(variance).toBeCloseTo(1 / (4 * (2 * alpha + 1)), 2);
});
