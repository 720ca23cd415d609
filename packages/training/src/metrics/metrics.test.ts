import { describe, expect, test } from "vitest";
import { accuracy, balancedAccuracy, topKAccuracy } from "./accuracy.ts";
import { confusionMatrix, precisionRecallF1 } from "./confusion-matrix.ts";
import { predictedClasses } from "./predicted-classes.ts";
import { rocAuc } from "./roc-auc.ts";

// Scores, labels and expected values from scikit-learn 1.9.1; scores are rounded to tenths so that many of them tie.
const classes = 4;
const scores = Float64Array.from([
  4, 10, 9, 8, 4, 5, 7, 1, 6, 3, 9, 1, 7, 9, 2, 9, 9, 0, 7, 0, 5, 4, 2, 3, 8, 3, 1, 7, 4, 8, 2, 3, 8, 5, 5, 2, 0, 9, 1,
  8, 4, 10, 4, 9, 6, 2, 7, 7, 7, 5, 2, 6, 1, 7, 6, 4, 8, 2, 4, 8, 4, 7, 6, 9, 10, 7, 8, 2, 7, 8, 4, 6, 5, 10, 3, 4, 0,
  4, 6, 9, 9, 3, 10, 2, 8, 2, 4, 1, 9, 8, 1, 5, 3, 5, 6, 1,
]);
const labels = Int32Array.from([2, 2, 0, 2, 1, 2, 2, 1, 2, 0, 1, 1, 2, 1, 0, 0, 0, 0, 0, 2, 0, 2, 2, 0]);
const predicted = [1, 2, 2, 1, 0, 0, 0, 1, 0, 1, 1, 2, 0, 1, 0, 3, 0, 1, 1, 3, 2, 0, 0, 2];

describe("predictedClasses", () => {
  test("picks the highest score, the lower class on a tie", () => {
    expect([...predictedClasses(scores, classes)]).toEqual(predicted);
  });

  test("refuses scores that do not fill whole rows, or NaN", () => {
    expect(() => predictedClasses([1, 2, 3], 2)).toThrow(
      "predictedClasses: expected scores [n, 2] of at least one image, got 3",
    );
    expect(() => predictedClasses([1, 2, 3, Number.NaN], 2)).toThrow("got NaN for image 1");
    expect(() => predictedClasses([1], 0)).toThrow("classes must be a whole number of 1 or more, got 0");
  });
});

describe("accuracy", () => {
  test("is the share of right answers", () => {
    expect(accuracy(predicted, labels)).toBe(0.25);
    expect(accuracy([2], [2])).toBe(1);
  });

  test("refuses no images and unequal lengths", () => {
    expect(() => accuracy([], [])).toThrow("at least one, got 0 predictions and 0 labels");
    expect(() => accuracy([1, 2], [1])).toThrow("got 2 predictions and 1 labels");
  });
});

describe("topKAccuracy", () => {
  test("counts labels among the k highest scores", () => {
    expect(topKAccuracy(scores, labels, { classes, k: 1 })).toBe(0.25);
    expect(topKAccuracy(scores, labels, { classes, k: 2 })).toBeCloseTo(0.5416666666666666, 15);
    expect(topKAccuracy(scores, labels, { classes, k: 3 })).toBeCloseTo(0.6666666666666666, 15);
    expect(topKAccuracy(scores, labels, { classes, k: 4 })).toBe(1);
  });

  test("names what does not fit", () => {
    expect(() => topKAccuracy(scores, labels, { classes, k: 0 })).toThrow(
      "k must be a whole number of 1 or more, got 0",
    );
    expect(() => topKAccuracy([0, 1], [2], { classes: 2, k: 1 })).toThrow("expected classes from 0 to 1, got 2 at 0");
    expect(() => topKAccuracy([0, 1], [1, 1], { classes: 2, k: 1 })).toThrow("got 1 predictions and 2 labels");
  });
});

describe("balancedAccuracy", () => {
  test("averages recall over the classes that occur", () => {
    expect(balancedAccuracy(predicted, labels)).toBeCloseTo(0.3074074074074074, 15);
  });

  test("is one half for a model that always says the same of two classes", () => {
    expect(balancedAccuracy([0, 0, 0, 0], [0, 0, 0, 1])).toBe(0.5);
  });
});

describe("confusionMatrix", () => {
  test("has true classes as rows and predicted ones as columns", () => {
    expect(confusionMatrix(predicted, labels, classes)).toEqual([
      [2, 3, 3, 1],
      [1, 3, 1, 0],
      [6, 2, 1, 1],
      [0, 0, 0, 0],
    ]);
  });

  test("refuses classes out of range", () => {
    expect(() => confusionMatrix([0, 4], [0, 1], 4)).toThrow("expected classes from 0 to 3, got 4 at 1");
    expect(() => confusionMatrix([0, 1], [0, -1], 4)).toThrow("got -1 at 1");
    expect(() => confusionMatrix([0, 0.5], [0, 1], 4)).toThrow("got 0.5 at 1");
  });
});

describe("precisionRecallF1", () => {
  test("equals scikit-learn, with 0 for a class that never occurs", () => {
    const { perClass, mean } = precisionRecallF1(predicted, labels, classes);
    const expected = [
      { precision: 0.2222222222222222, recall: 0.2222222222222222, f1: 0.2222222222222222, images: 9 },
      { precision: 0.375, recall: 0.6, f1: 0.46153846153846156, images: 5 },
      { precision: 0.2, recall: 0.1, f1: 0.13333333333333333, images: 10 },
      { precision: 0, recall: 0, f1: 0, images: 0 },
    ];
    expect(perClass).toHaveLength(classes);
    for (const [k, scoresOfClass] of perClass.entries()) {
      expect(scoresOfClass.precision).toBeCloseTo(expected[k]?.precision ?? Number.NaN, 14);
      expect(scoresOfClass.recall).toBeCloseTo(expected[k]?.recall ?? Number.NaN, 14);
      expect(scoresOfClass.f1).toBeCloseTo(expected[k]?.f1 ?? Number.NaN, 14);
      expect(scoresOfClass.images).toBe(expected[k]?.images);
    }
    expect(mean.precision).toBeCloseTo((0.2222222222222222 + 0.375 + 0.2) / 4, 14);
    expect(mean.recall).toBeCloseTo((0.2222222222222222 + 0.6 + 0.1) / 4, 14);
    expect(mean.f1).toBeCloseTo((0.2222222222222222 + 0.46153846153846156 + 0.13333333333333333) / 4, 14);
  });
});

describe("rocAuc", () => {
  test("counts ties half, as scikit-learn does", () => {
    const positives = [1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1];
    const beliefs = [9, 3, 8, 4, 6, 7, 5, 7, 7, 0, 0, 1, 2, 2, 0, 2, 6, 9, 3, 4, 4, 7, 8, 9].map((v) => v / 10);
    expect(rocAuc(beliefs, positives)).toBeCloseTo(0.6259259259259259, 15);
  });

  test("is 1 when the order is perfect, 0 when reversed, one half when all scores tie", () => {
    expect(rocAuc([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])).toBe(1);
    expect(rocAuc([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1])).toBe(0);
    expect(rocAuc([3, 3, 3], [0, 1, 1])).toBe(0.5);
  });

  test("is NaN when only one class is there", () => {
    expect(rocAuc([0.3, 0.4], [1, 1])).toBeNaN();
    expect(rocAuc([0.3, 0.4], [0, 0])).toBeNaN();
  });

  test("refuses labels other than 0 and 1, and NaN scores", () => {
    expect(() => rocAuc([0.1, 0.2], [0, 2])).toThrow("rocAuc: expected classes from 0 to 1, got 2 at 1");
    expect(() => rocAuc([0.1, Number.NaN], [0, 1])).toThrow("rocAuc: expected numbers, got NaN");
    // What JSON makes of NaN.
    expect(() => rocAuc(JSON.parse("[0.1, null]"), [0, 1])).toThrow("rocAuc: expected numbers, got null for image 1");
  });
});
