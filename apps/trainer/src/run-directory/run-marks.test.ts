import { expect, test } from "vitest";
import type { EpochMetrics } from "./metrics-log.ts";
import { markOfSettings, marksOfLines } from "./run-marks.ts";

const line = (epoch: number, trainLoss: number): EpochMetrics => ({
  epoch,
  step: 4 * epoch,
  trainLoss,
  trainAccuracy: 0.5,
  learningRate: 0.1,
  imagesPerSecond: 10,
  seconds: 1,
});

test("settings have a mark of their own, wherever data and output lie", () => {
  const mark = markOfSettings("tresnet train folder:photos --seed 1 --output runs --lr 0.1");
  expect(markOfSettings("tresnet train 'folder:my photos' --seed 1 --output '/tmp/my runs' --lr 0.1")).toBe(mark);
  expect(markOfSettings("tresnet train folder:photos --seed 2 --output runs --lr 0.1")).not.toBe(mark);
});

test("each epoch's line has one, and an epoch without a line none", () => {
  const marks = marksOfLines([line(1, 0.5), line(3, 0.25)]);
  expect(marks).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), "", expect.stringMatching(/^[0-9a-f]{16}$/)]);
  expect(marksOfLines([line(1, 0.5000000000000001), line(3, 0.25)])[0]).not.toBe(marks[0]);
  expect(marksOfLines([])).toEqual([]);
});
