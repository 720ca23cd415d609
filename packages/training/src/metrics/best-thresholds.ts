/** The score from which on an answer is a yes. */
import { checkScores, checkTargets } from "./check-labels.ts";
import { eachTie, type RankedScores, rankScores } from "./ranked-scores.ts";

/** A threshold, and the F1 that it reaches on the images that it was chosen on. */
export interface BestThreshold {
  /** The least score that counts as a yes. */
  readonly threshold: number;
  /** The F1 that the threshold reaches on these images, 0 to 1. */
  readonly f1: number;
}

/**
 * Finds the threshold of each class that gives its highest F1; scores and targets (0 or 1) row-major [n, classes].
 *
 * It lies halfway to the next lower score; of equally good ones the highest is taken. A class without positives keeps
 * 0.5, with an F1 of 0. Choose thresholds on validation images and use them on others: on the images that chose them,
 * F1 flatters.
 * @throws RangeError when shapes or targets do not fit, or a score is NaN.
 */
export function bestThresholds(
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
  classes: number,
): readonly BestThreshold[] {
  checkScores("bestThresholds", scores, classes);
  checkTargets("bestThresholds", targets, scores, classes);
  return Array.from({ length: classes }, (_, k) => {
    return bestOf(rankScores(scores, { classes, k }, (image) => targets[image * classes + k] === 1));
  });
}

function bestOf(ranked: RankedScores): BestThreshold {
  let best: BestThreshold = { threshold: 0.5, f1: 0 };
  let bestScore = Number.NaN;
  let next = Number.NaN; // the score below the best
  let hits = 0;
  let chosen = 0;
  eachTie(ranked, ({ score, positives, negatives }) => {
    if (best.threshold === bestScore && Number.isNaN(next)) next = score;
    hits += positives;
    chosen += positives + negatives;
    const f1 = (2 * hits) / (chosen + ranked.positives.length);
    if (f1 <= best.f1) return;
    best = { threshold: score, f1 };
    bestScore = score;
    next = Number.NaN;
  });
  return !Number.isFinite(next) ? best : { ...best, threshold: (bestScore + next) / 2 };
}
