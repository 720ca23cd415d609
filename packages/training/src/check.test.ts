import { expect, test } from "vitest";
import { checkRange, excluded } from "./check.ts";

const infinite = Number.POSITIVE_INFINITY;

test.each([
  ["at least 0", [0, undefined], [0, 3], [-1, Number.NaN]],
  ["from 0 to 1", [0, 1], [0, 1], [-0.1, 1.1]],
  ["from 0 to below 1", [0, excluded(1)], [0, 1 - Number.EPSILON], [-0.1, 1]],
  ["above 0 and at most 0.5", [excluded(0), 0.5], [Number.MIN_VALUE, 0.5], [0, 0.6]],
  ["above 0 and below 1", [excluded(0), excluded(1)], [0.5], [0, 1]],
] as const)("a number %s", (words, [least, most], inside, outside) => {
  for (const value of inside) expect(() => checkRange("cosine", "warmth", value, least, most)).not.toThrow();
  for (const value of outside) {
    expect(() => checkRange("cosine", "warmth", value, least, most)).toThrow(
      new RangeError(`cosine: warmth must be a number ${words}, got ${value}. Correct this setting.`),
    );
  }
});

test("a range without an end may leave infinity out", () => {
  expect(() => checkRange("sgd", "factor", infinite, 0)).not.toThrow();
  expect(() => checkRange("sgd", "factor", infinite, 0, excluded(infinite))).toThrow(
    "sgd: factor must be a finite number at least 0, got Infinity",
  );
  expect(() => checkRange("sgd", "factor", 0, excluded(0), excluded(infinite))).toThrow(
    "sgd: factor must be a finite number above 0, got 0",
  );
});
