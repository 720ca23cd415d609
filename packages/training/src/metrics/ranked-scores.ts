/** The order that a class's scores put images into: what ROC curves, average precision and thresholds are read from. */

/** Scores of one class, positives and negatives apart, both rising. */
export interface RankedScores {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** The images of one score, which no threshold can tell apart. */
export interface Tie {
  readonly score: number;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Ranks the scores of class `k` among row-major scores [n, classes].
 *
 * Sorting two plain lists instead of one list of pairs lets the engine's own number sort do it: 1,000 classes of 50,000
 * images take seconds.
 */
export function rankScores(
  scores: ArrayLike<number>,
  { classes, k }: { readonly classes: number; readonly k: number },
  isPositive: (image: number) => boolean,
): RankedScores {
  const images = scores.length / classes;
  const positives = new Float64Array(images);
  const negatives = new Float64Array(images);
  let count = 0;
  for (let image = 0; image < images; image++) {
    const score = scores[image * classes + k] ?? Number.NaN;
    if (isPositive(image)) positives[count++] = score;
    else negatives[image - count] = score;
  }
  return { positives: positives.subarray(0, count).sort(), negatives: negatives.subarray(0, images - count).sort() };
}

/** Visits every distinct score, highest first. */
export function eachTie({ positives, negatives }: RankedScores, visit: (tie: Tie) => void): void {
  let p = positives.length;
  let n = negatives.length;
  while (p > 0 || n > 0) {
    const score = Math.max(positives[p - 1] ?? Number.NEGATIVE_INFINITY, negatives[n - 1] ?? Number.NEGATIVE_INFINITY);
    const [p0, n0] = [p, n];
    while (p > 0 && positives[p - 1] === score) p--;
    while (n > 0 && negatives[n - 1] === score) n--;
    visit({ score, positives: p0 - p, negatives: n0 - n });
  }
}
