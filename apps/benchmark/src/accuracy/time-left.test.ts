import { expect, test } from "vitest";
import { durationText, secondsLeft } from "./time-left.ts";

test("counts every side at its own mean, before its first turn at the mean of all", () => {
  const turns = [
    { side: "A", seconds: 10 },
    { side: "A", seconds: 20 },
    { side: "B", seconds: 40 },
  ];
  expect(
    secondsLeft(
      turns,
      new Map([
        ["A", 2],
        ["B", 1],
      ]),
    ),
  ).toBe(70);
  expect(
    secondsLeft(
      turns.slice(0, 2),
      new Map([
        ["A", 0],
        ["B", 3],
      ]),
    ),
  ).toBe(45);
  expect(secondsLeft([], new Map([["A", 2]]))).toBe(0);
});

test("writes durations as people say them", () => {
  expect([0.2, 59, 125, 3599, 4000, 36_000].map(durationText)).toEqual([
    ...["1 s", "59 s", "2 min", "1 h 0 min", "1 h 7 min", "10 h 0 min"],
  ]);
});
