/**
 * Average precision of ranked images: the figure of merit of multi-label classification, in both definitions in use.
 */
import { checkScores, checkTargets } from "./check-labels.ts";
import { eachTie, type RankedScores, rankScores } from "./ranked-scores.ts";

/** Settings of `meanAveragePrecision`. */
export interface AveragePrecisionOptions {
  /**
   * How equal scores count. "scikit-learn" counts them together, at one threshold. "asl" counts them one after the
   * other, later images first, and adds 1e-8 to the positives, as the code that the asymmetric loss's paper was scored
   * with (its sort is not stable: the order of ties is chance in it). Without ties both agree to 1e-8.
   * @default "scikit-learn"
   */
  readonly definition?: "scikit-learn" | "asl";
}

/** Average precision of each class, 0 to 1, and their means. */
export interface AveragePrecisions {
  /** The average precision of each class; 0 for a class without positives. */
  readonly perClass: readonly number[];
  /** The mean over the classes that have positives; NaN when none has. */
  readonly mean: number;
  /** The mean over all classes, as both definitions' authors compute it; lower where classes have no positives. */
  readonly meanOfAll: number;
}

/**
 * Computes the average precision of every class and its mean, mAP; scores and targets (0 or 1) row-major [n, classes].
 * @throws RangeError when shapes or targets do not fit, or a score is NaN.
 * @see scikit-learn's `average_precision_score`; Alibaba-MIIL/ASL src/helper_functions/helper_functions.py `mAP`, a
 * hundred times this
 */
export function meanAveragePrecision(
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
  classes: number,
  { definition = "scikit-learn" }: AveragePrecisionOptions = {},
): AveragePrecisions {
  const images = checkScores("meanAveragePrecision", scores, classes);
  checkTargets("meanAveragePrecision", targets, scores, classes);
  let sum = 0;
  let occurring = 0;
  const perClass = Array.from({ length: classes }, (_, k) => {
    const isPositive = (image: number) => targets[image * classes + k] === 1;
    const ranked = rankScores(scores, { classes, k }, isPositive);
    if (ranked.positives.length === 0) return 0;
    const precision =
      definition === "scikit-learn"
        ? byThresholds(ranked)
        : byRanks(ranked, () => {
            const score = (image: number) => scores[image * classes + k] ?? Number.NaN;
            return Array.from({ length: images }, (_, i) => images - 1 - i).map((image) => [
              score(image),
              isPositive(image),
            ]);
          });
    occurring++;
    sum += precision;
    return precision;
  });
  return { perClass, mean: sum / occurring, meanOfAll: sum / classes };
}

/** Precision at each threshold times the recall that it adds. */
function byThresholds(ranked: RankedScores): number {
  let found = 0;
  let seen = 0;
  let sum = 0;
  eachTie(ranked, ({ positives, negatives }) => {
    found += positives;
    seen += positives + negatives;
    sum += positives * (found / seen);
  });
  return sum / ranked.positives.length;
}

/**
 * The mean over the positives of the precision at their rank; `latestFirst` gives every image's score and truth, where
 * ties ask for it.
 */
function byRanks(ranked: RankedScores, latestFirst: () => (readonly [score: number, positive: boolean])[]): number {
  const orders = tieOrders(ranked, latestFirst);
  let found = 0;
  let seen = 0;
  let sum = 0;
  const count = (positive: boolean) => {
    seen++;
    if (positive) sum += ++found / seen;
  };
  eachTie(ranked, ({ score, positives, negatives }) => {
    const order = orders.get(score);
    if (order !== undefined) for (const positive of order) count(positive);
    else for (let i = 0; i < positives + negatives; i++) count(positives > 0);
  });
  return sum / (ranked.positives.length + 1e-8);
}

/** Lists, for each score that positives and negatives share, which of its images are positive, latest first. */
function tieOrders(
  ranked: RankedScores,
  latestFirst: () => (readonly [score: number, positive: boolean])[],
): Map<number, boolean[]> {
  const orders = new Map<number, boolean[]>();
  eachTie(ranked, ({ score, positives, negatives }) => {
    if (positives > 0 && negatives > 0) orders.set(score, []);
  });
  if (orders.size > 0) for (const [score, positive] of latestFirst()) orders.get(score)?.push(positive);
  return orders;
}
