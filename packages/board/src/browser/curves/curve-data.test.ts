import { expect, test } from "vitest";
import { joined, lastOf, lineOfEpochs, lineOfSteps, movedRange, smoothed } from "./curve-data.ts";

const columns = ["step", "epoch", "loss", "learningRate", "gradientNorm", "imagesPerSecond", "seconds"];
const steps = {
  generation: "",
  from: 0,
  columns,
  stepsPerEpoch: 4,
  rows: [
    [2, 1, 3, 0.1, 1, 10, 7],
    [6, 2, null, 0.1, 1, 10, 20],
  ],
};

test("a column of a step log lies by step, by epoch or by seconds", () => {
  expect(lineOfSteps(steps, "loss", "step")).toEqual({ x: [2, 6], y: [3, null] });
  expect(lineOfSteps(steps, "loss", "epoch").x).toEqual([0.5, 1.5]);
  expect(lineOfSteps(steps, "imagesPerSecond", "time")).toEqual({ x: [7, 20], y: [10, 10] });
  expect(lineOfSteps(steps, "box", "step").y).toEqual([null, null]);
});

test("a score of epochs lies where each ends; epochs without it are left out", () => {
  const epochs = [
    { epoch: 1, step: 4, seconds: 9, values: { valLoss: 2 } },
    { epoch: 2, step: 8, seconds: 18, values: {} },
  ];
  expect(lineOfEpochs(epochs, "valLoss", "step")).toEqual({ x: [4], y: [2] });
  expect(lineOfEpochs(epochs, "valLoss", "time").x).toEqual([9]);
});

test("smoothing begins at the first value, keeps a constant, and passes over gaps", () => {
  expect(smoothed([4, 4, null, 4], 0.9).map((value) => value && Math.round(value * 1e9) / 1e9)).toEqual([
    4,
    4,
    null,
    4,
  ]);
  // By hand: (0.5 · 0.5 · 1 + 0.5 · 3) / (1 − 0.25)
  expect(smoothed([1, 3], 0.5)[1]).toBeCloseTo(7 / 3, 9);
  expect(smoothed([1, 3], 0)).toEqual([1, 3]);
});

test("lines of other steps share an axis, and have no value where they have no step", () => {
  const lines = [
    { x: [1, 3], y: [10, 30] },
    { x: [2, 3], y: [null, 5] },
  ];
  expect(joined(lines)).toEqual([
    [1, 2, 3],
    [10, undefined, 30],
    [undefined, null, 5],
  ]);
  expect(lines.map(lastOf)).toEqual([30, 5]);
});

test("a range is moved and made narrower around its middle", () => {
  expect(movedRange([0, 8], { factor: 0.5 })).toEqual([2, 6]);
  expect(movedRange([0, 8], { by: 0.25 })).toEqual([2, 10]);
});
