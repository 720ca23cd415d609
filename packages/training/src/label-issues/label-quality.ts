/** How well a label fits what a model says of its image. */
import { checkPredictions, type LabelPredictions } from "./checked-predictions.ts";

/** How labels are scored: the label's own probability, or its lead before the likeliest other class. */
export type LabelQualityMethod = "self-confidence" | "normalized-margin";

/**
 * A score for each label, from 0 to 1; the lowest are the likeliest to be wrong. "normalized-margin" is (p(label) −
 * greatest other p + 1) / 2.
 * @throws RangeError when labels and probabilities do not fit together.
 * @see cleanlab rank.py (get_label_quality_scores)
 */
export function labelQuality(predictions: LabelPredictions, method: LabelQualityMethod): Float64Array {
  checkPredictions("labelQuality", predictions);
  const { labels, probabilities, classes } = predictions;
  return Float64Array.from({ length: labels.length }, (_, image) => {
    const label = labels[image] ?? 0;
    const own = probabilities[image * classes + label] ?? 0;
    if (method === "self-confidence") return own;
    let other = 0;
    for (let k = 0; k < classes; k++) {
      if (k !== label) other = Math.max(other, probabilities[image * classes + k] ?? 0);
    }
    return (own - other + 1) / 2;
  });
}
