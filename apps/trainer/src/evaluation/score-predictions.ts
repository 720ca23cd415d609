/** Turns predictions into the figures of an evaluation. */
import { accuracy, balancedAccuracy, confusionMatrix, precisionRecallF1, rocAuc } from "@tresnet/training";
import type { Evaluation, RocPoint } from "./evaluation.ts";
import type { Prediction } from "./predict-dataset.ts";

/**
 * All figures for predictions with known labels.
 * @throws RangeError when there is none.
 */
export function scorePredictions(predictions: readonly Prediction[], classNames: readonly string[]): Evaluation {
  const labels = predictions.map(({ label }) => label);
  const predicted = predictions.map(({ probabilities }) => likeliest(probabilities));
  const classes = Math.max(classNames.length, predictions[0]?.probabilities.length ?? 0);
  const { perClass } = precisionRecallF1(predicted, labels, classes);
  const positive = predictions.map(({ probabilities }) => probabilities[1] ?? 0);
  const binary = classes === 2 && new Set(labels).size === 2;
  return {
    images: predictions.length,
    loss: predictions.reduce((sum, { loss }) => sum + loss, 0) / predictions.length,
    accuracy: accuracy(predicted, labels),
    balancedAccuracy: balancedAccuracy(predicted, labels),
    ...(binary ? { rocAuc: rocAuc(positive, labels), rocCurve: rocCurve(positive, labels) } : {}),
    confusionMatrix: confusionMatrix(predicted, labels, classes),
    classes: perClass.map((scores, index) => ({ name: classNames[index] ?? `class ${index}`, ...scores })),
  };
}

/** The class of the highest probability; the first of equals. */
export function likeliest(probabilities: Float32Array): number {
  return probabilities.reduce((best, value, index) => (value > (probabilities[best] ?? 0) ? index : best), 0);
}

/** The curve from (0, 0) to (1, 1), one point for each distinct score; `labels` are 0 and 1. */
export function rocCurve(scores: readonly number[], labels: readonly number[]): RocPoint[] {
  const order = scores
    .map((score, index) => ({ score, positive: labels[index] === 1 }))
    .sort((a, b) => b.score - a.score);
  const positives = order.filter(({ positive }) => positive).length;
  const negatives = order.length - positives;
  const points: RocPoint[] = [[0, 0]];
  let hits = 0;
  let alarms = 0;
  for (const [index, { score, positive }] of order.entries()) {
    if (positive) hits++;
    else alarms++;
    if (order[index + 1]?.score !== score) points.push([alarms / negatives, hits / positives]);
  }
  return points;
}
