import { expect, test } from "vitest";
import { largestBatch, resolution } from "./largest-batch.ts";

/** Runs the search against a made-up side; gives what it found and what it tried. */
async function search(bytes: (batchSize: number) => number, budget: number, limits: object = {}) {
  const tried: number[] = [];
  const peak = async (batchSize: number) => {
    tried.push(batchSize);
    const taken = bytes(batchSize);
    // as a process that was ended when it grew above the budget
    return taken > budget ? Number.POSITIVE_INFINITY : taken;
  };
  return { found: await largestBatch({ budget, peak, ...limits }), tried };
}

test.each([37, 128, 300, 1111])("finds %i within the resolution, in few runs", async (largest) => {
  const base = 500;
  const { found, tried } = await search((batchSize) => base + 10 * batchSize, base + 10 * largest + 5);
  expect(found).toBeLessThanOrEqual(largest);
  expect(found).toBeGreaterThanOrEqual(Math.floor(largest / (1 + resolution)) - 1);
  expect(tried.length).toBeLessThan(12);
  expect(new Set(tried).size).toBe(tried.length);
});

test("is exact for small batches, and gives 0 where one image is too much", async () => {
  expect((await search((batchSize) => batchSize, 3)).found).toBe(3);
  expect((await search((batchSize) => batchSize, 1)).found).toBe(1);
  expect((await search(() => 10, 5)).found).toBe(0);
});

test("bears memory that grows in steps, and a side that never takes more", async () => {
  const { found } = await search((batchSize) => 1000 + 64 * Math.ceil(batchSize / 16), 1000 + 64 * 10);
  expect(found).toBeLessThanOrEqual(160);
  expect(found).toBeGreaterThanOrEqual(154);
  expect((await search(() => 1, 5, { most: 64 })).found).toBe(64);
});
