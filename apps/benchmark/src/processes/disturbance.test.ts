import { expect, test } from "vitest";
import { disturbances, othersShare } from "./disturbance.ts";

const quiet = { busy: 1.9, own: 1.88, available: 2 };
const even = { name: "a", roundsMs: [10, 10, 11, 12] };

test("finds nothing where the cores were ours and the rounds even", () => {
  expect(disturbances({ rounds: [quiet, quiet], sides: [even] })).toEqual([]);
  // a system that does not count
  expect(disturbances({ rounds: [], sides: [even] })).toEqual([]);
});

test("tells of other processes on the whole, or in single rounds", () => {
  const busy = { busy: 2, own: 1.2, available: 2 };
  expect(disturbances({ rounds: [quiet, busy], sides: [even] })).toEqual([
    "other processes had 21 % of the cores' time, more than 5 %",
  ]);
  const long = Array.from({ length: 10 }, () => quiet);
  expect(disturbances({ rounds: [...long, busy], sides: [even] })).toEqual([
    "other processes had more than 15 % of the cores' time in 1 of 11 rounds",
  ]);
});

test("tells of a side with slow rounds, not of a single outlier among many", () => {
  const slow = { name: "b", roundsMs: [10, 10, 10, 14, 15] };
  expect(disturbances({ rounds: [], sides: [even, slow] })).toEqual([
    "2 of 5 rounds of b took more than 1.3 times its median",
  ]);
  expect(disturbances({ rounds: [], sides: [{ name: "c", roundsMs: [10, 10, 10, 10, 30] }] })).toEqual([]);
});

test("takes a count that runs behind for no disturbance", () => {
  expect(othersShare([{ busy: 1, own: 1.02, available: 2 }])).toBe(0);
});
