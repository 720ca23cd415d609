import { expect, test } from "vitest";
import { extent, scale } from "./scale.ts";

test("equal differences are equal distances on a linear axis, downward too", () => {
  const at = scale("linear", [2, 6], [100, 20]);
  expect([2, 3, 4, 6].map(at)).toEqual([100, 80, 60, 20]);
});

test("equal factors are equal distances on a logarithmic axis", () => {
  const at = scale("log", [0.01, 100], [0, 40]);
  expect([0.01, 0.1, 1, 10, 100].map((value) => Math.round(at(value)))).toEqual([0, 10, 20, 30, 40]);
});

test("a range of one value is at the beginning", () => {
  expect(scale("linear", [3, 3], [7, 50])(3)).toBe(7);
});

test("the extent is the least and the greatest, of more values than a function takes arguments", () => {
  expect(extent(Array.from({ length: 200_000 }, (_, index) => index % 1000))).toEqual([0, 999]);
});
