/** The metrics of several labels and several classes, against scikit-learn and the golden files. */
import { fixturePath, goldenCases, readGolden, readGoldenJson } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/expect-close.ts";
import golden from "../../test/golden/metrics.json" with { type: "json" };
import { meanAveragePrecision } from "./average-precision.ts";
import { bestThresholds } from "./best-thresholds.ts";
import { calibration } from "./calibration.ts";
import { multiLabelScores } from "./multi-label-scores.ts";
import { rocAuc, rocAucOneVsRest, rocAucPerLabel } from "./roc-auc.ts";

const { classes, multiLabel, singleLabel } = golden;
const { scores, targets } = multiLabel;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const orNaN = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN);

describe("rocAuc of many classes", () => {
  test("equals scikit-learn's, one against the rest, NaN for a class without images", () => {
    const areas = rocAucOneVsRest(singleLabel.probabilities, singleLabel.labels, classes);
    expectClose(areas.perClass, orNaN(singleLabel.rocAuc), 1e-14);
    expectClose([areas.mean], [mean(singleLabel.rocAuc.filter((value) => value !== null))], 1e-14);
  });

  test("equals scikit-learn's for each label, NaN where all have it or none", () => {
    const { perClass } = rocAucPerLabel(scores, targets, classes);
    expectClose(perClass, orNaN(multiLabel.rocAuc), 1e-14);
    const images = targets.length / classes;
    const isOneSided = multiLabel.images.map((positives) => positives === 0 || positives === images);
    expect(perClass.map(Number.isNaN)).toEqual(isOneSided);
    expect(isOneSided).toContain(true);
  });

  test("is NaN as a whole when there is one class only", () => {
    expect(rocAucOneVsRest([0.2, 0.8], [0, 0], 1).mean).toBeNaN();
  });

  test("names labels out of range and targets that are neither 0 nor 1", () => {
    expect(() => rocAucOneVsRest([0.2, 0.8], [2], 2)).toThrow("expected classes from 0 to 1, got 2 at 0");
    expect(() => rocAucPerLabel([0.2, 0.8], [0, 2], 2)).toThrow("got 2 for image 0, class 1");
    expect(() => rocAucPerLabel([0.2, 0.8], [0], 2)).toThrow("expected a target per score, got 1 for 2");
  });
});

describe("meanAveragePrecision", async () => {
  test("equals scikit-learn's where scores tie, 0 for a class without positives", () => {
    const { perClass, mean: mAP, meanOfAll } = meanAveragePrecision(scores, targets, classes);
    const expected = multiLabel.averagePrecision;
    expectClose(
      perClass,
      expected.map((value, k) => (multiLabel.images[k] === 0 ? 0 : (value ?? Number.NaN))),
      1e-14,
    );
    expectClose([mAP], [mean(perClass.filter((_, k) => multiLabel.images[k] !== 0))], 1e-14);
    expectClose([meanOfAll], [mean(perClass)], 1e-14);
  });

  interface Scored {
    readonly per_class: { readonly sklearn: readonly number[]; readonly miil_stable: readonly number[] };
    readonly mAP_sklearn_macro: number;
    readonly mAP_sklearn_over_classes_with_positives: number;
    readonly mAP_miil_stable_percent: number;
  }
  const readScored = () => readGoldenJson<Record<string, Scored>>("ops", "map.json");
  const sets = await goldenCases(() => Object.keys(readScored()), "no golden files");

  test.each(sets)("equals both definitions' golden values: %s", async (set) => {
    const file = await readGolden(fixturePath("ops", "map.safetensors"));
    const expected = readScored()[set];
    if (expected === undefined) throw new Error(`map.json has no "${set}"`);
    const { values, shape } = file.get(`${set}.scores`);
    const truth = file.get(`${set}.targets`).values;
    const ours = meanAveragePrecision(values, truth, shape[1] ?? 0);
    expectClose(ours.perClass, expected.per_class.sklearn, 1e-12);
    expectClose([ours.meanOfAll], [expected.mAP_sklearn_macro], 1e-12);
    expectClose([ours.mean], [expected.mAP_sklearn_over_classes_with_positives], 1e-12);
    const theirs = meanAveragePrecision(values, truth, shape[1] ?? 0, { definition: "asl" });
    expectClose(theirs.perClass, expected.per_class.miil_stable, 1e-12);
    expectClose([100 * theirs.meanOfAll], [expected.mAP_miil_stable_percent], 1e-12);
  });

  test("is NaN when no class has positives, and refuses NaN scores", () => {
    expect(meanAveragePrecision([0.5, 0.1], [0, 0], 2).mean).toBeNaN();
    expect(() => meanAveragePrecision([0.5, Number.NaN], [0, 1], 2)).toThrow("expected numbers, got NaN for image 0");
  });
});

describe("multiLabelScores", () => {
  test("equals scikit-learn's per class, overall and as means", () => {
    const result = multiLabelScores(scores, targets, classes);
    expectClose(
      result.perClass.map((one) => one.precision),
      multiLabel.precision,
      1e-14,
    );
    expectClose(
      result.perClass.map((one) => one.recall),
      multiLabel.recall,
      1e-14,
    );
    expectClose(
      result.perClass.map((one) => one.f1),
      multiLabel.f1,
      1e-14,
    );
    expect(result.perClass.map((one) => one.images)).toEqual(multiLabel.images);
    const { precision, recall, f1 } = result.overall;
    expectClose([precision, recall, f1], multiLabel.overall, 1e-14);
    expectClose([result.macroF1, result.exactMatch], [multiLabel.macroF1, multiLabel.exactMatch], 1e-14);
    const [cp, cr] = [mean(multiLabel.precision), mean(multiLabel.recall)];
    expectClose(Object.values(result.byClass), [cp, cr, (2 * cp * cr) / (cp + cr)], 1e-14);
  });

  test("takes a threshold per class, and a score at the threshold for a yes", () => {
    const { perClass } = multiLabelScores([0.3, 0.3, 0.6, 0.6], [1, 1, 1, 0], 2, [0.3, 0.6]);
    expect(perClass).toEqual([
      { images: 2, precision: 1, recall: 1, f1: 1 },
      { images: 1, precision: 0, recall: 0, f1: 0 },
    ]);
  });

  test("refuses thresholds that don't fit", () => {
    expect(() => multiLabelScores([0.3, 0.3], [1, 1], 2, [0.5])).toThrow(
      "expected one threshold, or 2 without NaN, got 1",
    );
    expect(() => multiLabelScores([0.3, 0.3], [1, 1], 2, [0.5, Number.NaN])).toThrow("got NaN for class 1");
  });
});

describe("bestThresholds", () => {
  test("reaches the highest F1 of any threshold", () => {
    const best = bestThresholds(scores, targets, classes);
    expectClose(
      best.map(({ f1 }) => f1),
      multiLabel.bestF1,
      1e-14,
    );
    const { perClass } = multiLabelScores(
      scores,
      targets,
      classes,
      best.map(({ threshold }) => threshold),
    );
    expectClose(
      perClass.map(({ f1 }) => f1),
      multiLabel.bestF1,
      1e-14,
    );
  });

  test("lies halfway to the next lower score; without positives it stays at one half", () => {
    expect(bestThresholds([0.9, 0.5, 0.75, 0.25, 0.25, 0.125], [1, 0, 1, 0, 0, 0], 2)).toEqual([
      { threshold: 0.5, f1: 1 },
      { threshold: 0.5, f1: 0 },
    ]);
    expect(bestThresholds([0.25, 0.75], [1, 1], 1)).toEqual([{ threshold: 0.25, f1: 1 }]);
  });
});

describe("calibration", () => {
  const { probabilities, labels, bins } = singleLabel;
  const rows = labels.map((_, image) => probabilities.slice(image * classes, (image + 1) * classes));
  const confidences = rows.map((row) => Math.max(...row));
  const correct = rows.map((row, image) => Number(row.indexOf(Math.max(...row)) === labels[image]));

  test("equals the paper's formula", () => {
    const result = calibration(confidences, correct, { bins });
    expectClose(
      [result.error, result.maximumError],
      [singleLabel.calibration.error, singleLabel.calibration.maximum],
      1e-12,
    );
    expect(result.bins.map(({ answers }) => answers).reduce((a, b) => a + b)).toBe(labels.length);
  });

  test("is 0 for a model that is as often right as it says, and 1 for one that is sure and wrong", () => {
    expect(calibration([0.75, 0.75, 0.75, 0.75], [1, 1, 0, 1]).error).toBe(0);
    expect(calibration([1, 1], [0, 0]).error).toBe(1);
    expect(calibration([0, 0.05, 1], [0, 0, 1], { bins: 2 }).bins.map(({ answers }) => answers)).toEqual([2, 1]);
  });

  test("refuses logits and impossible bins", () => {
    expect(() => calibration([1.5], [1])).toThrow("expected confidences from 0 to 1, got 1.5 at 0");
    expect(() => calibration([0.5], [1], { bins: 0 })).toThrow("bins must be a whole number of 1 or more");
    expect(() => calibration([], [])).toThrow("at least one");
  });
});

test("ranks many images of many classes without comparing each with each", () => {
  // 20,000 images × 50 classes: pairs would be 2·10¹⁰.
  const images = 20_000;
  const many = Float32Array.from({ length: images * 50 }, (_, i) => (Math.imul(i, 0x9e3779b1) >>> 8) / 2 ** 24);
  const flipped = (i: number) => Math.imul(i, 0x85ebca6b) >>> 29 === 0; // one in eight
  const truth = many.map((score, i) => Number(flipped(i) ? score <= 0.5 : score > 0.5));
  const { perClass } = rocAucPerLabel(many, truth, 50);
  // Of the pairs, 49/64 are right, and half of the 14/64 with one flipped.
  for (const area of perClass) expect(Math.abs(area - 0.875)).toBeLessThan(0.02);
  expect(rocAuc(many.subarray(0, images), truth.subarray(0, images))).toBeGreaterThan(0.85);
});
