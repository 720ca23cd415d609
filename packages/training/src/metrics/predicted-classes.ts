/** The step from scores to classes. */
import { checkScores } from "./check-labels.ts";

/**
 * Finds the class with the highest score of each image; the lower class wins a tie.
 *
 * `scores` is row-major [n, classes]: logits or probabilities.
 * @throws RangeError when `scores` does not hold whole rows or holds NaN.
 */
export function predictedClasses(scores: ArrayLike<number>, classes: number): Int32Array {
  const images = checkScores("predictedClasses", scores, classes);
  const predicted = new Int32Array(images);
  for (let image = 0; image < images; image++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (at(scores, image * classes + k) > at(scores, image * classes + best)) best = k;
    }
    predicted[image] = best;
  }
  return predicted;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}
