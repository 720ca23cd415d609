/** Precision, recall and F1 where an image has any number of labels. */
import { checkScores, checkTargets } from "./check-labels.ts";
import type { ClassScores, PrecisionRecallF1 } from "./confusion-matrix.ts";

/** The figures that multi-label papers report, 0 to 1 each. */
export interface MultiLabelScores {
  /** The scores of each class; `images` counts those that have the label. */
  readonly perClass: readonly ClassScores[];
  /** CP and CR, plain means over all classes, and CF1, the harmonic mean of the two. */
  readonly byClass: PrecisionRecallF1;
  /** OP, OR and OF1: precision, recall and F1 of the answers of all classes together. */
  readonly overall: PrecisionRecallF1;
  /** The plain mean of the classes' F1, which is not CF1. */
  readonly macroF1: number;
  /** The share of images whose labels are all right, and no others given. */
  readonly exactMatch: number;
}

/**
 * Scores answers "yes" where a score is at least its class's threshold; scores and targets (0 or 1) row-major [n,
 * classes].
 *
 * `thresholds` is one number for all classes, or one per class. A quotient without denominator counts as 0.
 * @throws RangeError when shapes, targets or thresholds do not fit, or a score is NaN.
 * @see Wang et al. 2016, https://arxiv.org/abs/1604.04573 §4.1
 */
export function multiLabelScores(
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
  classes: number,
  thresholds: number | ArrayLike<number> = 0.5,
): MultiLabelScores {
  const images = checkScores("multiLabelScores", scores, classes);
  checkTargets("multiLabelScores", targets, scores, classes);
  const limits = thresholdsOf(thresholds, classes);
  const [hits, chosen, positives] = [new Float64Array(classes), new Float64Array(classes), new Float64Array(classes)];
  let exact = 0;
  for (let image = 0; image < images; image++) {
    let allRight = true;
    for (let k = 0; k < classes; k++) {
      const truth = targets[image * classes + k] === 1;
      const answer = (scores[image * classes + k] ?? Number.NaN) >= (limits[k] ?? Number.NaN);
      if (truth) positives[k] = (positives[k] ?? 0) + 1;
      if (answer) chosen[k] = (chosen[k] ?? 0) + 1;
      if (truth && answer) hits[k] = (hits[k] ?? 0) + 1;
      if (truth !== answer) allRight = false;
    }
    if (allRight) exact++;
  }
  const perClass = Array.from(hits, (right, k) => {
    return { images: positives[k] ?? 0, ...quotients(right, chosen[k] ?? 0, positives[k] ?? 0) };
  });
  const mean = (pick: (scoresOfClass: ClassScores) => number) => total(perClass.map(pick)) / classes;
  const [precision, recall] = [mean((one) => one.precision), mean((one) => one.recall)];
  return {
    perClass,
    byClass: { precision, recall, f1: quotient(2 * precision * recall, precision + recall) },
    overall: quotients(total(hits), total(chosen), total(positives)),
    macroF1: mean((one) => one.f1),
    exactMatch: exact / images,
  };
}

function thresholdsOf(thresholds: number | ArrayLike<number>, classes: number): ArrayLike<number> {
  const limits = typeof thresholds === "number" ? new Float64Array(classes).fill(thresholds) : thresholds;
  const bad = Array.from(limits).findIndex(Number.isNaN);
  if (limits.length === classes && bad === -1) return limits;
  throw new RangeError(
    `multiLabelScores: expected one threshold, or ${classes} without NaN, got ${bad === -1 ? limits.length : `NaN for class ${bad}`}. Take them from bestThresholds().`,
  );
}

function quotients(hits: number, chosen: number, positives: number): PrecisionRecallF1 {
  return {
    precision: quotient(hits, chosen),
    recall: quotient(hits, positives),
    f1: quotient(2 * hits, chosen + positives),
  };
}

function quotient(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum;
}
