import { expect, test } from "vitest";
import { niceTicks } from "./ticks.ts";

test.each([
  [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0.13, 0.71, 5, [0, 0.2, 0.4, 0.6, 0.8]],
  [1, 24, 6, [0, 5, 10, 15, 20, 25]],
  [3, 3, 5, [3, 4]],
  [0, 0, 5, [0, 0.2]],
])("from %d to %d in about %d steps", (min, max, count, expected) => {
  expect(niceTicks(min, max, count)).toEqual(expected);
});
