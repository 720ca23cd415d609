/** How many images of each label belong to each class, counted where the model is sure. */
import { checkPredictions, type LabelPredictions, likeliestIn } from "./checked-predictions.ts";
import { roundPreservingSum } from "./round-preserving-sum.ts";

/** Probabilities this close to a threshold reach it. */
const tiny = 1e-6;

/** What confident counting finds. */
export interface ConfidentJoint {
  /** The counts, a row for each label and a column for each true class; a row adds up to the label's images. */
  readonly counts: readonly (readonly number[])[];
  /** The mean probability that the images of each label have of it; of one without images 2, which none reaches. */
  readonly thresholds: readonly number[];
  /** The images that are counted for another class than their label, ascending. */
  readonly offDiagonal: readonly number[];
}

/**
 * Counts each image for the class whose threshold its probability reaches, for the likeliest where it reaches several;
 * the counts are then scaled to the labels' own.
 * @throws RangeError when labels and probabilities do not fit together.
 * @see Northcutt et al. 2021, https://arxiv.org/abs/1911.00068 (cleanlab count.py, compute_confident_joint)
 */
export function confidentJoint(predictions: LabelPredictions): ConfidentJoint {
  checkPredictions("confidentJoint", predictions);
  const { labels, probabilities, classes } = predictions;
  const thresholds = thresholdsOf(predictions);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const offDiagonal: number[] = [];
  for (let image = 0; image < labels.length; image++) {
    const reached = thresholds.flatMap((threshold, k) =>
      (probabilities[image * classes + k] ?? 0) >= threshold - tiny ? [k] : [],
    );
    const [first] = reached;
    if (first === undefined) continue; // the model is sure of nothing
    const guess = reached.length > 1 ? likeliestIn(predictions, image) : first;
    const label = labels[image] ?? 0;
    const row = counts[label];
    if (row !== undefined) row[guess] = (row[guess] ?? 0) + 1;
    if (guess !== label) offDiagonal.push(image);
  }
  for (const [k, row] of counts.entries()) row[k] = Math.max(1, row[k] ?? 0);
  return { counts: calibrated(counts, labels), thresholds, offDiagonal };
}

function thresholdsOf({ labels, probabilities, classes }: LabelPredictions): number[] {
  const sums = new Array<number>(classes).fill(0);
  const images = new Array<number>(classes).fill(0);
  for (let image = 0; image < labels.length; image++) {
    const label = labels[image] ?? 0;
    sums[label] = (sums[label] ?? 0) + (probabilities[image * classes + label] ?? 0);
    images[label] = (images[label] ?? 0) + 1;
  }
  return sums.map((sum, k) => {
    const count = images[k] ?? 0;
    return count === 0 ? 2 : Math.max(2 * tiny, sum / count);
  });
}

/** The counts scaled so that each row adds up to the images of its label, in whole numbers. */
function calibrated(counts: readonly (readonly number[])[], labels: ArrayLike<number>): number[][] {
  const images = new Array<number>(counts.length).fill(0);
  for (let image = 0; image < labels.length; image++) {
    const label = labels[image] ?? 0;
    images[label] = (images[label] ?? 0) + 1;
  }
  const scaled = counts.map((row, label) => {
    const sum = row.reduce((total, count) => total + count, 0);
    return row.map((count) => (count / sum) * (images[label] ?? 0));
  });
  const total = scaled.flat().reduce((sum, count) => sum + count, 0);
  return scaled.map((row) => roundPreservingSum(row.map((count) => (count / total) * labels.length)));
}
