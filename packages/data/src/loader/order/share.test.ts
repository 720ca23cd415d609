import { expect, test } from "vitest";
import { checkedShare, placesOf } from "./share.ts";

test("deals every batch whole, no place twice, and evenly", () => {
  for (const [length, batchSize, count] of [
    [100, 8, 1],
    [100, 8, 3],
    [97, 4, 5],
    [7, 2, 4],
    [5, 1, 7],
  ] as const) {
    const batches = Math.ceil(length / (batchSize * count));
    const places: number[] = [];
    for (let number = 0; number < batches; number++) {
      const parts = Array.from({ length: count }, (_, index) => placesOf(number, batchSize, length, { index, count }));
      const sizes = parts.map(({ start, end }) => end - start);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(batchSize);
      for (const { start, end } of parts) for (let place = start; place < end; place++) places.push(place);
    }
    expect(places).toEqual(Array.from({ length }, (_, place) => place));
  }
});

test("deals whole batches of a number of their own, which no process has to have an equal part of", () => {
  const parts = (number: number) =>
    [0, 1, 2].map((index) => placesOf(number, 43, 300, { index, count: 3, images: 128 }));
  expect(parts(0).map(({ start, end }) => end - start)).toEqual([42, 43, 43]);
  expect(parts(1).map(({ start }) => start)).toEqual([128, 170, 213]);
  expect(parts(2).at(-1)?.end).toBe(300);
  expect(() => checkedShare({ index: 0, count: 3, images: 2 })).toThrow(
    "share.images must be a whole number of at least 3",
  );
});

test("refuses a share that there is not", () => {
  expect(checkedShare()).toEqual({ index: 0, count: 1 });
  for (const [index, count] of [
    [2, 2],
    [-1, 2],
    [0.5, 2],
    [0, 0],
    [0, 1.5],
  ] as const) {
    expect(() => checkedShare({ index, count })).toThrow(`index ${index} of ${count}`);
  }
});
