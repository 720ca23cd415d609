import { expect, test } from "vitest";
import { spread } from "./statistics.ts";

test("interpolates quartiles, whatever the order", () => {
  expect(spread([4, 1, 3, 2])).toEqual({ lower: 1.75, median: 2.5, upper: 3.25 });
  expect(spread([5])).toEqual({ lower: 5, median: 5, upper: 5 });
});

test("refuses an empty list", () => {
  expect(() => spread([])).toThrow(RangeError);
});
