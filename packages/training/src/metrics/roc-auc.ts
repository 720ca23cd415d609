/** Area under the receiver operating characteristic, from ranks. */
import { checkLabels, checkSameLength, checkScores, checkTargets } from "./check-labels.ts";
import { eachTie, type RankedScores, rankScores } from "./ranked-scores.ts";

/** The area for each class, and the plain mean of those that are defined. */
export interface ClassAreas {
  /** The area of each class, 0 to 1; NaN for a class without positives or without negatives. */
  readonly perClass: readonly number[];
  /** The plain mean of the defined areas; NaN when no class has both positives and negatives. */
  readonly mean: number;
}

/**
 * Computes the area under the ROC curve: the chance that a random positive scores above a random negative, ties
 * counting half: 0 to 1, 0.5 for guessing.
 *
 * `labels` are 0 (negative) and 1 (positive), `scores` anything that grows with the belief in 1.
 * NaN when all labels are the same, for then it is not defined.
 * @throws RangeError when the lengths differ or are 0, a label is neither 0 nor 1, or a score is NaN.
 * @see Hanley and McNeil 1982, https://doi.org/10.1148/radiology.143.1.7063747 (scikit-learn's `roc_auc_score`)
 */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkSameLength("rocAuc", scores, labels);
  checkScores("rocAuc", scores, 1);
  checkLabels("rocAuc", labels, 2);
  return area(rankScores(scores, { classes: 1, k: 0 }, (image) => labels[image] === 1));
}

/**
 * Computes `rocAuc` of each class against all others, for one class per image.
 *
 * `scores` is row-major [n, classes], `labels` has a class number per image.
 * @throws RangeError when shapes or labels do not fit, or a score is NaN.
 * @see scikit-learn's `roc_auc_score` with `multi_class="ovr"`, which takes no class without images
 */
export function rocAucOneVsRest(scores: ArrayLike<number>, labels: ArrayLike<number>, classes: number): ClassAreas {
  const images = checkScores("rocAucOneVsRest", scores, classes);
  checkSameLength("rocAucOneVsRest", { length: images }, labels);
  checkLabels("rocAucOneVsRest", labels, classes);
  return areas(classes, (k) => rankScores(scores, { classes, k }, (image) => labels[image] === k));
}

/**
 * Computes `rocAuc` of each class, for any number of labels per image: scores and targets (0 or 1) row-major [n,
 * classes].
 * @throws RangeError when shapes or targets do not fit, or a score is NaN.
 */
export function rocAucPerLabel(scores: ArrayLike<number>, targets: ArrayLike<number>, classes: number): ClassAreas {
  checkScores("rocAucPerLabel", scores, classes);
  checkTargets("rocAucPerLabel", targets, scores, classes);
  return areas(classes, (k) => rankScores(scores, { classes, k }, (image) => targets[image * classes + k] === 1));
}

function areas(classes: number, rank: (k: number) => RankedScores): ClassAreas {
  const perClass = Array.from({ length: classes }, (_, k) => area(rank(k)));
  const defined = perClass.filter((value) => !Number.isNaN(value));
  return { perClass, mean: defined.reduce((sum, value) => sum + value, 0) / defined.length };
}

function area(ranked: RankedScores): number {
  let above = 0; // positives with a higher score
  let wins = 0;
  eachTie(ranked, ({ positives, negatives }) => {
    wins += negatives * (above + positives / 2);
    above += positives;
  });
  return wins / (ranked.positives.length * ranked.negatives.length);
}
