import { expect, test } from "vitest";
import { mutate } from "./mutate.ts";
import { seededRandom } from "./random.ts";

const original = Buffer.from("a file of 42 bytes, or of some more of them");
const other = Buffer.from("another file");
const mutated = (seed: number) => mutate(original, seededRandom(seed), [original, other]);

test("a seed repeats a mutation, and another seed gives another", () => {
  expect(mutated(1)).toEqual(mutated(1));
  const results = new Set(Array.from({ length: 100 }, (_, seed) => mutated(seed).toString("hex")));
  expect(results.size).toBeGreaterThan(80);
});

test("the original stays as it is, and no file grows beyond a few pieces", () => {
  const before = original.toString();
  const lengths = Array.from({ length: 500 }, (_, seed) => mutated(seed).length);
  expect(original.toString()).toBe(before);
  expect(Math.max(...lengths)).toBeLessThan(20 * original.length);
  expect(Math.min(...lengths)).toBeLessThan(original.length / 4);
});
