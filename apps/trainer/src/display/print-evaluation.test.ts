import { expect, test } from "vitest";
import { recordedTerminal } from "../../test/recorded-terminal.ts";
import type { Evaluation, MultiLabelEvaluation } from "../evaluation/evaluation.ts";
import { printEvaluation } from "./print-evaluation.ts";

const evaluation: Evaluation = {
  task: "single-label",
  images: 1500,
  loss: 0.5,
  accuracy: 0.9,
  balancedAccuracy: 0.8,
  macroF1: 0.67,
  calibrationError: 0.042,
  rocAuc: 0.95,
  confusionMatrix: [
    [1300, 50],
    [100, 50],
  ],
  confusions: [
    { truth: 1, predicted: 0, images: 100 },
    { truth: 0, predicted: 1, images: 50 },
  ],
  classes: [
    { name: "functional", images: 1350, precision: 0.9286, recall: 0.963, f1: 0.9455 },
    { name: "defective", images: 150, precision: 0.5, recall: 0.3333, f1: 0.4 },
  ],
};

test("prints figures, confusion matrix and classes, lined up", () => {
  const terminal = recordedTerminal();
  printEvaluation(terminal, evaluation, "test images");
  expect(terminal.lines).toEqual([
    "1,500 test images",
    "  accuracy           90.0%",
    "  balanced accuracy  80.0%",
    "  mean F1            67.0%",
    "  ROC-AUC            0.950",
    "  calibration error   4.2%",
    "  loss               0.500",
    "",
    "confusion matrix (rows: true class, columns: predicted)",
    "              functional  defective",
    "  functional       1,300         50",
    "  defective          100         50",
    "",
    "  class       images  precision  recall     F1",
    "  functional   1,350      92.9%   96.3%  94.5%",
    "  defective      150      50.0%   33.3%  40.0%",
  ]);
});

test("leaves a matrix of many classes to the report", () => {
  const terminal = recordedTerminal();
  const classes = Array.from({ length: 20 }, (_, k) => ({ name: `c${k}`, images: 1, precision: 1, recall: 1, f1: 1 }));
  const { rocAuc: _, ...rest } = evaluation;
  printEvaluation(terminal, { ...rest, classes, confusionMatrix: classes.map(() => []) }, "images");
  expect(terminal.lines.join("\n")).not.toMatch(/confusion|ROC/);
});

test("names classes without images, top-5 accuracy and the mean of areas", () => {
  const terminal = recordedTerminal();
  const classes = ["a", "b", "c", "d", "e", "f"].map((name, k) => {
    return { name, images: k === 2 ? 0 : 10, precision: 1, recall: 1, f1: 1 };
  });
  printEvaluation(terminal, { ...evaluation, top5Accuracy: 0.99, classes, confusionMatrix: [] }, "images");
  const text = terminal.lines.join("\n");
  expect(text).toContain("top-5 accuracy     99.0%");
  expect(text).toContain("mean ROC-AUC       0.950");
  expect(text).toContain("no images of one class: c.");
});

test("prints several labels per image: mAP in both definitions, CP to OF1, each class's threshold", () => {
  const terminal = recordedTerminal();
  const score = { precision: 0.5, recall: 0.25, f1: 0.3333, threshold: 0.5, bestThreshold: 0.125, bestF1: 0.75 };
  const several: MultiLabelEvaluation = {
    task: "multi-label",
    images: 40,
    loss: 0.2,
    meanAveragePrecision: 0.8,
    meanAveragePrecisionAsl: 0.4,
    byClass: { precision: 0.5, recall: 0.25, f1: 0.3333 },
    overall: { precision: 0.75, recall: 0.6, f1: 0.6667 },
    macroF1: 0.3,
    exactMatch: 0.1,
    calibrationError: 0.02,
    classes: [
      { name: "dog", images: 30, ...score, averagePrecision: 0.8, rocAuc: 0.9 },
      { name: "bicycle", images: 0, ...score, precision: 0, recall: 0, f1: 0, bestF1: 0, averagePrecision: 0 },
    ],
  };
  printEvaluation(terminal, several, "test images");
  expect(terminal.lines).toEqual([
    "40 test images",
    "  mAP                                  80.0%",
    "  mAP, ASL's definition                40.0%",
    "  by class: CP, CR, CF1  50.0%  25.0%  33.3%",
    "  overall: OP, OR, OF1   75.0%  60.0%  66.7%",
    "  mean F1                              30.0%",
    "  all labels right                     10.0%",
    "  calibration error                     2.0%",
    "  loss                                 0.200",
    "",
    "  class    images     AP  threshold  precision  recall     F1  best F1     at",
    "  dog          30  80.0%      0.500      50.0%   25.0%  33.3%    75.0%  0.125",
    "  bicycle       0   0.0%      0.500       0.0%    0.0%   0.0%     0.0%  0.125",
    "best F1: with a threshold chosen on these very images. Choose with --threshold val.",
    "no images of one class: bicycle. Not in the mAP, and counted as 0 in the other means.",
  ]);
});
