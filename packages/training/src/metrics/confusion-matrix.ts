/** Who was taken for whom, and what follows from it for each class. */
import { checkLabels, checkSameLength } from "./check-labels.ts";

/**
 * Counts images by true class (row) and predicted class (column): [classes][classes].
 * @throws RangeError when the lengths differ or are 0, or a class is out of range.
 */
export function confusionMatrix(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): readonly (readonly number[])[] {
  checkSameLength("confusionMatrix", predicted, labels);
  checkLabels("confusionMatrix", predicted, classes);
  checkLabels("confusionMatrix", labels, classes);
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const row = matrix[labels[i] ?? 0];
    const column = predicted[i] ?? 0;
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  return matrix;
}

/** Precision, recall and their harmonic mean, 0 to 1 each. */
export interface PrecisionRecallF1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** The scores of one class and how many images it has. */
export interface ClassScores extends PrecisionRecallF1 {
  readonly images: number;
}

/**
 * Precision, recall and F1 of each class and their plain mean over all classes; 0 where a quotient has no denominator.
 * @throws RangeError when the lengths differ or are 0, or a class is out of range.
 * @see scikit-learn's `precision_recall_fscore_support` with `zero_division=0`
 */
export function precisionRecallF1(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): { readonly perClass: readonly ClassScores[]; readonly mean: PrecisionRecallF1 } {
  const matrix = confusionMatrix(predicted, labels, classes);
  const perClass = matrix.map((row, k) => {
    const hits = row[k] ?? 0;
    const images = sum(row);
    const chosen = sum(matrix.map((other) => other[k] ?? 0));
    return {
      images,
      precision: quotient(hits, chosen),
      recall: quotient(hits, images),
      f1: quotient(2 * hits, chosen + images),
    };
  });
  const mean = (pick: (scores: ClassScores) => number) => sum(perClass.map(pick)) / classes;
  return {
    perClass,
    mean: { precision: mean((c) => c.precision), recall: mean((c) => c.recall), f1: mean((c) => c.f1) },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function quotient(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
