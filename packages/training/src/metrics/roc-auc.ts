/** Area under the receiver operating characteristic, from ranks. */
import { checkLabels, checkSameLength, checkScores } from "./check-labels.ts";

/**
 * The chance that a random positive scores above a random negative, ties counting half: 0 to 1, 0.5 for guessing.
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
  const order = Array.from({ length: scores.length }, (_, i) => ({ score: scores[i] ?? 0, positive: labels[i] === 1 }));
  order.sort((a, b) => a.score - b.score);

  let negativesBelow = 0;
  let positives = 0;
  let wins = 0;
  for (let begin = 0; begin < order.length; ) {
    const score = order[begin]?.score;
    let end = begin;
    let tiedPositives = 0;
    for (; end < order.length && order[end]?.score === score; end++) if (order[end]?.positive === true) tiedPositives++;
    const tiedNegatives = end - begin - tiedPositives;
    wins += tiedPositives * (negativesBelow + tiedNegatives / 2);
    negativesBelow += tiedNegatives;
    positives += tiedPositives;
    begin = end;
  }
  return wins / (positives * negativesBelow);
}
