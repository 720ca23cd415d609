import { expect, test } from "vitest";
import { pixels } from "./pixels.ts";

test.each([
  [12.34, "12.3"],
  [5, "5"],
  [4.96, "5"],
  [-0.25, "-0.3"],
  [1234567.891, "1234567.9"],
])("%d pixels read %s", (value, text) => {
  expect(pixels(value)).toBe(text);
});
