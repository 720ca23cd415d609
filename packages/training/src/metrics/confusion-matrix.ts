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
  /** The share of the answers for a class that is right. */
  readonly precision: number;
  /** The share of a class's images that is recognized. */
  readonly recall: number;
  /** The harmonic mean of precision and recall. */
  readonly f1: number;
}

/** The scores of one class, and the number of its images. */
export interface ClassScores extends PrecisionRecallF1 {
  /** Images that have the class. */
  readonly images: number;
}

/**
 * Computes precision, recall and F1 of each class and their plain mean over all classes; 0 where a quotient has no
 * denominator.
 * @throws RangeError when the lengths differ or are 0, or a class is out of range.
 * @see scikit-learn's `precision_recall_fscore_support` with `zero_division=0`
 */
export function precisionRecallF1(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): { readonly perClass: readonly ClassScores[]; readonly mean: PrecisionRecallF1 } {
  checkSameLength("precisionRecallF1", predicted, labels);
  checkLabels("precisionRecallF1", predicted, classes);
  checkLabels("precisionRecallF1", labels, classes);
  // Counted without a matrix, which is 1 GB for the 11,221 classes of ImageNet-21k.
  const images = countsOf(labels, classes);
  const chosen = countsOf(predicted, classes);
  const hits = countsOf(
    Array.from(labels).filter((label, i) => label === predicted[i]),
    classes,
  );
  const perClass = hits.map((right, k) => ({
    images: images[k] ?? 0,
    precision: quotient(right, chosen[k] ?? 0),
    recall: quotient(right, images[k] ?? 0),
    f1: quotient(2 * right, (chosen[k] ?? 0) + (images[k] ?? 0)),
  }));
  const mean = (pick: (scores: ClassScores) => number) => sum(perClass.map(pick)) / classes;
  return {
    perClass,
    mean: { precision: mean((c) => c.precision), recall: mean((c) => c.recall), f1: mean((c) => c.f1) },
  };
}

function countsOf(values: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < values.length; i++) counts[values[i] ?? 0] = (counts[values[i] ?? 0] ?? 0) + 1;
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function quotient(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
