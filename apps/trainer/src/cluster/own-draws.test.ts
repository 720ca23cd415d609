import { expect, test } from "vitest";
import { ownSeed } from "./own-draws.ts";

test("task 0 has the run's seed, and every other task one of its own that fits into 32 bits", () => {
  for (const seed of [0, 7, 2 ** 31 - 1]) {
    const seeds = Array.from({ length: 1024 }, (_, task) => ownSeed(seed, task));
    expect(seeds[0]).toBe(seed);
    expect(new Set(seeds).size).toBe(1024);
    expect(seeds.every((each) => each === (each | 0))).toBe(true);
  }
});
