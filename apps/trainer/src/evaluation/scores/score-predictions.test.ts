import { describe, expect, test } from "vitest";
import { likeliest, rocCurve, scorePredictions } from "./score-predictions.ts";

const prediction = (label: number, ...probabilities: number[]) => ({
  index: 0,
  label,
  probabilities: Float32Array.from(probabilities),
  loss: label + 0.25,
});

describe("scorePredictions", () => {
  test("scores two classes with a ROC curve", () => {
    const predictions = [
      prediction(0, 0.9, 0.1),
      prediction(0, 0.4, 0.6),
      prediction(0, 0.75, 0.25),
      prediction(1, 0.25, 0.75),
    ];
    expect(scorePredictions(predictions, ["good", "bad"])).toMatchObject({
      images: 4,
      loss: 0.5,
      accuracy: 0.75,
      balancedAccuracy: (2 / 3 + 1) / 2,
      rocAuc: 1,
      confusionMatrix: [
        [2, 1],
        [0, 1],
      ],
      confusions: [{ truth: 0, predicted: 1, images: 1 }],
      classes: [
        { name: "good", images: 3, precision: 1 },
        { name: "bad", images: 1, precision: 0.5, recall: 1 },
      ],
    });
  });

  test("scores many classes: top five, each class against the rest, calibration", () => {
    const rows = [
      [0, [0.4, 0.2, 0.1, 0.1, 0.1, 0.1]],
      [1, [0.05, 0.25, 0.2, 0.2, 0.15, 0.15]],
      [5, [0.3, 0.25, 0.2, 0.15, 0.1, 0]],
    ] as const;
    const { top5Accuracy, rocAuc, rocCurve, calibrationError, macroF1 } = scorePredictions(
      rows.map(([label, probabilities]) => prediction(label, ...probabilities)),
      ["a", "b", "c", "d", "e", "f"],
    );
    expect(top5Accuracy).toBeCloseTo(2 / 3, 12);
    expect(rocAuc).toBeCloseTo((1 + 0.75 + 0) / 3, 12); // a, b and f; the others have no images
    expect(rocCurve).toBeUndefined();
    expect(calibrationError).toBeCloseTo((0.6 + 0.75 + 0.3) / 3, 6);
    expect(macroF1).toBeCloseTo((2 / 3 + 1) / 6, 12);
  });

  test("names outputs that the data has no class for", () => {
    const { classes, rocAuc } = scorePredictions([prediction(0, 0.2, 0.1, 0.7)], ["a", "b"]);
    expect(classes.map(({ name }) => name)).toEqual(["a", "b", "class 2"]);
    expect(rocAuc).toBeUndefined();
  });

  test("has no matrix of more than 1,000 classes, but the mistakes, most frequent first", () => {
    const classNames = Array.from({ length: 1001 }, (_, k) => `c${k}`);
    const answer = (label: number, said: number) => prediction(label, ...classNames.map((__, k) => Number(k === said)));
    const answers = [answer(3, 3), answer(5, 7), answer(1000, 2), answer(1000, 2), answer(4, 7)];
    const { confusionMatrix, confusions, classes } = scorePredictions(answers, classNames);
    expect(confusionMatrix).toBeUndefined();
    expect(confusions).toEqual([
      { truth: 1000, predicted: 2, images: 2 },
      { truth: 4, predicted: 7, images: 1 },
      { truth: 5, predicted: 7, images: 1 },
    ]);
    expect(classes[1000]).toEqual({ name: "c1000", images: 2, precision: 0, recall: 0, f1: 0 });
    expect(classes[3]).toEqual({ name: "c3", images: 1, precision: 1, recall: 1, f1: 1 });
  });

  test("scores more predictions than a function takes arguments", () => {
    const { images, accuracy } = scorePredictions(Array(200_000).fill(prediction(0, 0.9, 0.1)), ["a", "b"]);
    expect([images, accuracy]).toEqual([200_000, 1]);
  });

  test("has the top five where only one class occurs, as for one image", () => {
    const [one] = [prediction(0, 0.3, 0.2, 0.2, 0.1, 0.1, 0.1)];
    expect(scorePredictions([one], ["a", "b", "c", "d", "e", "f"])).toMatchObject({ images: 1, top5Accuracy: 1 });
    expect(scorePredictions([one], ["a", "b", "c", "d", "e", "f"])).not.toHaveProperty("rocAuc");
  });

  test("has no ROC where only one class occurs", () => {
    expect(scorePredictions([prediction(1, 0.2, 0.8)], ["a", "b"]).rocCurve).toBeUndefined();
  });
});

test("likeliest takes the first of equals", () => {
  expect(likeliest(Float32Array.of(0.2, 0.4, 0.4))).toBe(1);
});

test("the ROC curve goes from corner to corner, and straight through ties", () => {
  expect(rocCurve([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0])).toEqual([
    [0, 0],
    [0, 0.5],
    [0.5, 1],
    [1, 1],
  ]);
});
