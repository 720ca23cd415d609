import { describe, expect, test } from "vitest";
import type { Evaluation } from "../evaluation/evaluation.ts";
import { type Report, reportPage } from "./report-page.ts";

const evaluation: Evaluation & { what: string } = {
  task: "single-label",
  what: "test images",
  images: 1525,
  loss: 0.42,
  accuracy: 0.853,
  balancedAccuracy: 0.812,
  macroF1: 0.86,
  calibrationError: 0.05,
  rocAuc: 0.891,
  rocCurve: [
    [0, 0],
    [0.1, 0.7],
    [1, 1],
  ],
  confusionMatrix: [
    [1330, 30],
    [47, 118],
  ],
  confusions: [
    { truth: 1, predicted: 0, images: 47 },
    { truth: 0, predicted: 1, images: 30 },
  ],
  classes: [
    { name: "functional", images: 1360, precision: 0.97, recall: 0.978, f1: 0.97 },
    { name: "<defective>", images: 165, precision: 0.8, recall: 0.715, f1: 0.75 },
  ],
};

const report: Report = {
  title: "cells & modules",
  subtitle: "tresnet_s on solar-cells",
  epochs: [
    { epoch: 1, trainLoss: 0.7, trainAccuracy: 0.6, learningRate: 0.1, valLoss: 0.8, valAccuracy: 0.5 },
    { epoch: 2, trainLoss: 0.5, trainAccuracy: 0.7, learningRate: 0.05, valLoss: Number.NaN, valAccuracy: 0.6 },
    { epoch: 3, trainLoss: 0.4, trainAccuracy: 0.8, learningRate: 0.01, valLoss: 0.6, valAccuracy: 0.7 },
  ],
  best: { metric: "accuracy", epoch: 3 },
  evaluation,
  mistakes: [
    {
      picture: "data:image/webp;base64,AAAA",
      id: "a/b/cell.png",
      truth: "functional",
      predicted: "<defective>",
      confidence: 0.97,
    },
  ],
  seconds: 83,
  settings: { lr: "0.1" },
  environment: { Node: "20.19.0" },
  commands: ["tresnet train solar-cells"],
  broken: [{ path: "/data/<x>.png", reason: "premature end" }],
  credit: "Data by A & B",
};

describe("reportPage", () => {
  const page = reportPage(report);

  test("needs nothing from outside and runs no script", () => {
    expect(page).not.toMatch(/<script|<link|@import|https?:\/\/|url\(/);
    expect(page.match(/src="([^"]*)"/g)).toEqual(['src="data:image/webp;base64,AAAA"']);
  });

  test("escapes every text that it is given", () => {
    expect(page).toContain("cells &#38; modules");
    expect(page).not.toContain("<defective>");
    expect(page).not.toContain("<x>");
  });

  test("shows figures, confusion, classes, mistakes, broken images, settings, versions and credit", () => {
    for (const text of [
      ...["81.2%", "85.3%", "0.891", "1,525", "1m 23s"],
      ...["1,330", "97.8%", "28.5%", "precision", "71.5%", "cell.png", "(97%)"],
      ...["premature end", "tresnet train solar-cells", "20.19.0", "Data by A &#38; B", "ROC curve"],
    ]) {
      expect(page).toContain(text);
    }
  });

  test("marks the best epoch and breaks a curve where nothing was measured", () => {
    expect(page).toContain("best accuracy: epoch 3");
    const validation = /<path class="series-2" d="([^"]*)"/.exec(page)?.[1] ?? "";
    expect(validation.match(/M/g)).toHaveLength(2);
    expect(page).not.toContain("NaN");
  });

  test("works with nothing but a first failure", () => {
    const bare = reportPage({
      title: "run",
      subtitle: "",
      notice: "Stopped at step 3: loss is NaN.",
      epochs: [],
      seconds: 0,
      settings: {},
      environment: {},
      commands: [],
      broken: [],
    });
    expect(bare).toContain("Stopped at step 3: loss is NaN.");
    expect(bare).toContain("Nothing was measured.");
    expect(bare).not.toMatch(/undefined|NaN(?!\.)/);
  });

  test("a confusion matrix of many classes has colours instead of numbers, and names the worst pairs", () => {
    const count = 30;
    const classes = Array.from({ length: count }, (_, k) => ({
      name: `c${k}`,
      images: 5,
      precision: 1,
      recall: 1,
      f1: 1,
    }));
    const confusionMatrix = classes.map((_, row) => classes.map((__, column) => Number(row === column) * 5));
    const [first = []] = confusionMatrix;
    first[7] = 3;
    const confusions = [{ truth: 0, predicted: 7, images: 3 }];
    const { rocAuc: _, rocCurve: __, ...rest } = evaluation;
    const many = reportPage({ ...report, evaluation: { ...rest, classes, confusionMatrix, confusions } });
    expect(many).toContain('class="confusion dense"');
    expect(many).toContain("c0 → c7 (3)");
    expect(many).toContain('title="3 of 8"');
  });
});
