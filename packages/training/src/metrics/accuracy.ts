/** How often the answer is right: on the whole, within the first k, and averaged over classes. */
import { checkLabels, checkSameLength, checkScores } from "./check-labels.ts";

/**
 * Computes the share of predicted classes that equal their label, 0 to 1.
 * @throws RangeError when the lengths differ or are 0.
 */
export function accuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkSameLength("accuracy", predicted, labels);
  let correct = 0;
  for (let i = 0; i < labels.length; i++) if (predicted[i] === labels[i]) correct++;
  return correct / labels.length;
}

/**
 * Computes the share of images whose label is among the k highest scores, 0 to 1.
 *
 * `scores` is row-major [n, classes]; of equal scores the lower class ranks first, as in `predictedClasses`.
 * @throws RangeError when shapes, labels or k do not fit.
 */
export function topKAccuracy(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  { classes, k }: { readonly classes: number; readonly k: number },
): number {
  const images = checkScores("topKAccuracy", scores, classes);
  checkSameLength("topKAccuracy", { length: images }, labels);
  checkLabels("topKAccuracy", labels, classes);
  if (!Number.isInteger(k) || k < 1) {
    throw new RangeError(
      `topKAccuracy: k must be a whole number of 1 or more, got ${k}. Use 5, or 1 for plain accuracy.`,
    );
  }
  let hits = 0;
  for (let image = 0; image < images; image++) {
    const label = labels[image] ?? 0;
    const own = scores[image * classes + label] ?? 0;
    let above = 0;
    for (let c = 0; c < classes; c++) {
      const score = scores[image * classes + c] ?? 0;
      if (score > own || (score === own && c < label)) above++;
    }
    if (above < k) hits++;
  }
  return hits / images;
}

/**
 * Computes the mean, over the classes that occur among the labels, of the share recognized, 0 to 1.
 * @throws RangeError when the lengths differ or are 0.
 * @see scikit-learn's `balanced_accuracy_score`
 */
export function balancedAccuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkSameLength("balancedAccuracy", predicted, labels);
  const counts = new Map<number, { images: number; correct: number }>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0;
    const count = counts.get(label) ?? { images: 0, correct: 0 };
    counts.set(label, count);
    count.images++;
    if (predicted[i] === label) count.correct++;
  }
  let sum = 0;
  for (const { images, correct } of counts.values()) sum += correct / images;
  return sum / counts.size;
}
