import { expect, test } from "vitest";
import { dealToBuckets } from "./buckets.ts";

test("fills buckets in order, and keeps no tensor out", () => {
  expect(dealToBuckets([3, 1, 8, 2, 2, 1], 4)).toEqual([
    { places: [0, 1], sizes: [3, 1] },
    { places: [2], sizes: [8] },
    { places: [3, 4], sizes: [2, 2] },
    { places: [5], sizes: [1] },
  ]);
});

test("has no bucket for nothing", () => {
  expect(dealToBuckets([], 4)).toEqual([]);
});
