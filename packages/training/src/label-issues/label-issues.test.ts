/** Confident learning against cleanlab's, which test/golden/make_label_issues_golden.py ran. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { confidentJoint } from "./confident-joint.ts";
import { findLabelIssues, type LabelIssueFilter, labelIssueFilters } from "./find-label-issues.ts";
import { labelQuality } from "./label-quality.ts";
import { roundPreservingSum } from "./round-preserving-sum.ts";

interface GoldenCase {
  readonly name: string;
  readonly classes: number;
  readonly labels: readonly number[];
  readonly probabilities4096: readonly number[];
  readonly thresholds: readonly number[];
  readonly joint: readonly (readonly number[])[];
  readonly quality: Readonly<Record<"self-confidence" | "normalized-margin", readonly number[]>>;
  readonly issues: Readonly<Record<LabelIssueFilter, readonly number[]>>;
}

const file = path.join(import.meta.dirname, "../../test/golden/label-issues.json");
const cases: readonly GoldenCase[] = JSON.parse(readFileSync(file, "utf8"));
const predictionsOf = ({ labels, probabilities4096, classes }: GoldenCase) => ({
  labels,
  probabilities: probabilities4096.map((value) => value / 4096),
  classes,
});

describe.each(cases)("$name", (golden) => {
  const predictions = predictionsOf(golden);

  test("the confident joint is cleanlab's", () => {
    const { counts, thresholds } = confidentJoint(predictions);
    expect(counts).toEqual(golden.joint);
    for (const [k, threshold] of thresholds.entries()) expect(threshold).toBeCloseTo(golden.thresholds[k] ?? 0, 12);
  });

  test.each(["prune-by-noise-rate", "both", "confident-learning"] as const)("%s picks cleanlab's errors", (filter) => {
    const issues = findLabelIssues(predictions, { filter });
    expect(issues.map(({ index }) => index).sort((a, b) => a - b)).toEqual(golden.issues[filter]);
  });

  test.each(["self-confidence", "normalized-margin"] as const)("labels are scored by %s as cleanlab does", (method) => {
    const quality = labelQuality(predictions, method);
    for (const [image, score] of quality.entries()) expect(score).toBeCloseTo(golden.quality[method][image] ?? 0, 12);
    const order = findLabelIssues(predictions, { rankBy: method }).map(({ index }) => quality[index] ?? 0);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });
});

test("names what an error is and what the model says in its place", () => {
  const [sure, unsure] = [
    [0.9, 0.1],
    [0.55, 0.45],
  ];
  const rows = [sure, sure, sure, [0.1, 0.9], [0.1, 0.9], [0.1, 0.9], unsure, [0.05, 0.95]];
  const labels = [0, 0, 0, 1, 1, 1, 0, 0];
  const issues = findLabelIssues({ labels, probabilities: rows.flat(), classes: 2 });
  expect(issues).toEqual([{ index: 7, label: 0, predicted: 1, quality: 0.05 }]);
});

test("rounds to a sum", () => {
  expect(roundPreservingSum([0.4, 0.4, 0.4, 0.8])).toEqual([0, 0, 1, 1]);
  expect(roundPreservingSum([1.5, 2.5, 3.6])).toEqual([2, 2, 4]);
});

test("refuses what does not fit together", () => {
  const probabilities = [0.5, 0.5];
  expect(() => findLabelIssues({ labels: [0, 1], probabilities, classes: 2 })).toThrow(
    "expected 2 × 2 probabilities, got 2",
  );
  expect(() => findLabelIssues({ labels: [2], probabilities, classes: 2 })).toThrow(
    "labels must be whole numbers from 0 to 1, got 2",
  );
  expect(() => findLabelIssues({ labels: [0], probabilities: [2, -1], classes: 2 })).toThrow(
    "probabilities must be from 0 to 1, got 2",
  );
  expect(() => findLabelIssues({ labels: [0], probabilities: [1], classes: 1 })).toThrow(
    "classes must be a whole number of 2",
  );
  expect(Object.keys(labelIssueFilters)).toContain("both");
});
