/** Turns predictions of one class per image into the figures of an evaluation. */
import {
  accuracy,
  balancedAccuracy,
  calibration,
  confusionMatrix,
  precisionRecallF1,
  rocAuc,
  rocAucOneVsRest,
  topKAccuracy,
} from "@tresnet/training";
import { classNameOf } from "../../model/load-model.ts";
import type { Confusion, Evaluation, RocPoint } from "../evaluation.ts";
import type { Prediction } from "../predict-dataset.ts";

const mostMatrixClasses = 1000;
const mostConfusions = 100;

/**
 * All figures for predictions with known labels.
 * @throws RangeError when there is none, or a label is out of range.
 */
export function scorePredictions(predictions: readonly Prediction[], classNames: readonly string[]): Evaluation {
  const labels = predictions.map(({ label }) => label);
  const predicted = predictions.map(({ probabilities }) => likeliest(probabilities));
  const classes = Math.max(classNames.length, predictions[0]?.probabilities.length ?? 0);
  const { perClass, mean } = precisionRecallF1(predicted, labels, classes);
  const confidences = predictions.map(({ probabilities }, i) => Math.min(1, probabilities[predicted[i] ?? 0] ?? 0));
  const right = predicted.map((answer, i) => Number(answer === labels[i]));
  return {
    task: "single-label",
    images: predictions.length,
    loss: predictions.reduce((sum, { loss }) => sum + loss, 0) / predictions.length,
    accuracy: accuracy(predicted, labels),
    ...rankings(predictions, labels),
    balancedAccuracy: balancedAccuracy(predicted, labels),
    macroF1: mean.f1,
    calibrationError: calibration(confidences, right).error,
    ...(classes <= mostMatrixClasses && { confusionMatrix: confusionMatrix(predicted, labels, classes) }),
    confusions: confusions(predicted, labels),
    classes: perClass.map((scores, index) => ({ name: classNameOf(classNames, index), ...scores })),
  };
}

/** The most frequent mistakes, largest first; of equals, in the order of their classes. */
export function confusions(predicted: readonly number[], labels: readonly number[]): Confusion[] {
  const counts = new Map<string, Confusion>();
  for (const [image, truth] of labels.entries()) {
    const answer = predicted[image] ?? truth;
    if (answer === truth) continue;
    const key = `${truth} ${answer}`;
    counts.set(key, { truth, predicted: answer, images: (counts.get(key)?.images ?? 0) + 1 });
  }
  return [...counts.values()]
    .sort((a, b) => b.images - a.images || a.truth - b.truth || a.predicted - b.predicted)
    .slice(0, mostConfusions);
}

/** The probabilities of all images in one array, row-major. */
export function allProbabilities(predictions: readonly Prediction[]): Float32Array {
  const classes = predictions[0]?.probabilities.length ?? 0;
  const all = new Float32Array(predictions.length * classes);
  for (const [image, { probabilities }] of predictions.entries()) all.set(probabilities, image * classes);
  return all;
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

/** What depends on the order of the probabilities; nothing that is not defined. */
function rankings(
  predictions: readonly Prediction[],
  labels: readonly number[],
): Pick<Evaluation, "rocAuc" | "rocCurve" | "top5Accuracy"> {
  const outputs = predictions[0]?.probabilities.length ?? 0;
  const isOneClass = new Set(labels).size < 2;
  if (outputs === 2) {
    if (isOneClass) return {};
    const positive = predictions.map(({ probabilities }) => probabilities[1] ?? 0);
    return { rocAuc: rocAuc(positive, labels), rocCurve: rocCurve(positive, labels) };
  }
  const all = allProbabilities(predictions);
  return {
    ...(!isOneClass && { rocAuc: rocAucOneVsRest(all, labels, outputs).mean }),
    ...(outputs > 5 && { top5Accuracy: topKAccuracy(all, labels, { classes: outputs, k: 5 }) }),
  };
}
