import { expect, test } from "vitest";
import { dealToBuckets } from "./buckets.ts";

test("fills buckets in order, and keeps no tensor out", () => {
  expect(dealToBuckets([4, 4, 3, 2, 4, 1], 20)).toEqual([{ places: [0, 1, 2, 3, 4, 5], sizes: [4, 4, 3, 2, 4, 1] }]);
  expect(dealToBuckets([4, 4, 4, 4, 4, 3, 1], 20)).toEqual([
    { places: [0, 1, 2, 3, 4], sizes: [4, 4, 4, 4, 4] },
    { places: [5, 6], sizes: [3, 1] },
  ]);
});

test("sends large tensors alone, and the small ones before and after them together", () => {
  expect(dealToBuckets([1, 5, 2, 30, 1], 20)).toEqual([
    { places: [0, 2, 4], sizes: [1, 2, 1] },
    { places: [1], sizes: [5] },
    { places: [3], sizes: [30] },
  ]);
});

test("has no bucket for nothing", () => {
  expect(dealToBuckets([], 4)).toEqual([]);
});
