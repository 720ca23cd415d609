import { expect, test } from "vitest";
import { recordedTerminal } from "../../test/recorded-terminal.ts";
import type { Evaluation } from "../evaluation/evaluation.ts";
import { printEvaluation } from "./print-evaluation.ts";

const evaluation: Evaluation = {
  images: 1500,
  loss: 0.5,
  accuracy: 0.9,
  balancedAccuracy: 0.8,
  rocAuc: 0.95,
  confusionMatrix: [
    [1300, 50],
    [100, 50],
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
    "  ROC-AUC            0.950",
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
