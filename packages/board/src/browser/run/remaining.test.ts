import { expect, test } from "vitest";
import { differences } from "../compare/differences.ts";
import { remainingSeconds } from "./remaining.ts";

const run = { step: 10, stepsPerEpoch: 10, seconds: 40, epochs: 3 };
const epoch = (number: number, seconds: number) => ({ epoch: number, step: number * 10, seconds, values: {} });

test.each([
  ["the pace of its steps before the first epoch ends", { step: 5, seconds: 20 }, [], 100],
  ["that of the first epoch, validation included", { step: 10 }, [epoch(1, 60)], 120],
  ["that of the later epochs, since the first compiles", { step: 20 }, [epoch(1, 60), epoch(2, 70)], 10],
  ["nothing before the first step", { step: 0 }, [], undefined],
])("a training takes %s", (_, given, epochs, seconds) => {
  expect(remainingSeconds({ ...run, ...given }, epochs)).toBe(seconds);
});

test("runs differ in settings that are not the same in all, and in those that some lack", () => {
  expect(
    differences([
      { lr: "0.1", opt: "sgd" },
      { opt: "sgd", tta: "flip" },
    ]),
  ).toEqual([
    { name: "lr", values: ["0.1", "–"] },
    { name: "tta", values: ["–", "flip"] },
  ]);
});
