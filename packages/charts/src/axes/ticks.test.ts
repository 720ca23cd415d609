import { expect, test } from "vitest";
import { logTicks, niceTicks } from "./ticks.ts";

test.each([
  [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0.13, 0.71, 5, [0, 0.2, 0.4, 0.6, 0.8]],
  [1, 24, 6, [0, 5, 10, 15, 20, 25]],
  [3, 3, 5, [3, 4]],
  [0, 0, 5, [0, 0.2]],
  [0, 24, 5, [0, 5, 10, 15, 20, 25]],
  [0, 25, 5, [0, 5, 10, 15, 20, 25]],
  [0, 0.31, 5, [0, 0.1, 0.2, 0.3, 0.4]],
  [0, 1300, 5, [0, 500, 1000, 1500]],
])("from %d to %d in about %d steps", (min, max, count, expected) => {
  expect(niceTicks(min, max, count)).toEqual(expected);
});

test.each([
  [1e-7, 10, 12, [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10]],
  [1e-7, 10, 5, [1e-7, 1e-5, 1e-3, 0.1, 10]],
  [2e-4, 0.3, 6, [1e-3, 1e-2, 0.1]],
  [0.04, 3, 6, [0.05, 0.1, 0.2, 0.5, 1, 2]],
  [1, 10, 6, [1, 2, 5, 10]],
  [3.1, 3.9, 4, [3.2, 3.4, 3.6, 3.8]],
])("of a logarithmic axis from %d to %d, %d at most", (min, max, count, expected) => {
  expect(logTicks(min, max, count)).toEqual(expected);
});
