import { expect, test } from "vitest";
import { withMore } from "./use-steps.ts";

const steps = (generation: string, from: number, ...numbers: number[]) => ({
  generation,
  from,
  columns: ["step"],
  stepsPerEpoch: 1,
  rows: numbers.map((number) => [number]),
});

test("rows that come go on from those that are known; all of them take their place", () => {
  const known = steps("a", 0, 1, 2, 3);
  expect(withMore(undefined, known)).toEqual(known);
  expect(withMore(known, steps("a", 3, 4))).toEqual(steps("a", 0, 1, 2, 3, 4));
  expect(withMore(known, steps("b", 0, 2, 4))).toEqual(steps("b", 0, 2, 4));
});

test("an answer to an older question changes nothing that it does not go on from, and doubles nothing", () => {
  const known = steps("a", 0, 1, 2, 3);
  expect(withMore(known, steps("a", 2, 3, 4))).toEqual(steps("a", 0, 1, 2, 3, 4));
  expect(withMore(known, steps("b", 3, 4))).toBeUndefined();
  expect(withMore(known, steps("a", 5, 6))).toBeUndefined();
});
