import { describe, expect, test } from "vitest";
import { chooseThresholds, scoreLabels } from "./score-labels.ts";

const prediction = (labels: number[], ...probabilities: number[]) => ({
  index: 0,
  label: labels[0] ?? -1,
  labels,
  probabilities: Float32Array.from(probabilities),
  loss: 0.25,
});

const predictions = [
  prediction([0], 0.875, 0.25, 0),
  prediction([0, 1], 0.375, 0.75, 0.125),
  prediction([1], 0.25, 0.5, 0.25),
  prediction([], 0.125, 0.375, 0),
];
const names = ["dog", "cat", "emu"];

describe("scoreLabels", () => {
  test("scores every label, each by itself", () => {
    const { classes, ...whole } = scoreLabels(predictions, names);
    expect(whole).toMatchObject({
      task: "multi-label",
      images: 4,
      loss: 0.25,
      meanAveragePrecision: 1,
      overall: { precision: 1, recall: 0.75 },
      exactMatch: 0.75,
      rocAuc: 1,
    });
    // The authors count the label that no image has, as 0.
    expect(whole.meanAveragePrecisionAsl).toBeCloseTo(2 / 3, 6);
    expect(classes[0]).toMatchObject({ name: "dog", images: 2, recall: 0.5, threshold: 0.5, bestThreshold: 0.3125 });
    expect(classes[2]).toMatchObject({ name: "emu", images: 0, averagePrecision: 0, bestThreshold: 0.5 });
    expect(classes[2]).not.toHaveProperty("rocAuc");
  });

  test("takes thresholds that were chosen on other images", () => {
    const thresholds = chooseThresholds(predictions);
    expect(thresholds).toEqual([0.3125, 0.4375, 0.5]);
    const { overall, classes } = scoreLabels(predictions, names, thresholds);
    expect(overall).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(classes.map(({ threshold }) => threshold)).toEqual(thresholds);
  });

  test("names outputs that the data has no class for, and labels that the model has no output for", () => {
    expect(scoreLabels(predictions, ["dog"]).classes.map(({ name }) => name)).toEqual(["dog", "class 1", "class 2"]);
    expect(() => scoreLabels([prediction([3], 0, 0, 0)], names)).toThrow(
      "expected labels from 0 to 2, got 3 for image 0",
    );
  });
});
