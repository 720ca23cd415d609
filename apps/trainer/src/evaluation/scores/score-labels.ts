/** Turns predictions of any number of labels per image into the figures of an evaluation. */
import {
  bestThresholds,
  calibration,
  meanAveragePrecision,
  multiHot,
  multiLabelScores,
  rocAucPerLabel,
} from "@tresnet/training";
import { classNameOf } from "../../model/load-model.ts";
import type { MultiLabelEvaluation } from "../evaluation.ts";
import type { Prediction } from "../predict-dataset.ts";
import { allProbabilities } from "./score-predictions.ts";

/** Answer yes from this probability on, unless thresholds are chosen. */
export const plainThreshold = 0.5;

/**
 * All figures for predictions with known labels; `thresholds` is one for all classes, or one each.
 * @throws RangeError when there is no prediction, or a label is out of range.
 */
export function scoreLabels(
  predictions: readonly Prediction[],
  classNames: readonly string[],
  thresholds: number | readonly number[] = plainThreshold,
): MultiLabelEvaluation {
  const { probabilities, targets, classes } = answersOf(predictions);
  const { perClass, ...means } = multiLabelScores(probabilities, targets, classes, thresholds);
  const precision = meanAveragePrecision(probabilities, targets, classes);
  const areas = rocAucPerLabel(probabilities, targets, classes);
  const best = bestThresholds(probabilities, targets, classes);
  return {
    task: "multi-label",
    images: predictions.length,
    loss: predictions.reduce((sum, { loss }) => sum + loss, 0) / predictions.length,
    meanAveragePrecision: precision.mean,
    meanAveragePrecisionAsl: meanAveragePrecision(probabilities, targets, classes, { definition: "asl" }).meanOfAll,
    ...means,
    ...(Number.isNaN(areas.mean) ? {} : { rocAuc: areas.mean }),
    calibrationError: calibration(probabilities, targets).error,
    classes: perClass.map((scores, k) => ({
      name: classNameOf(classNames, k),
      ...scores,
      averagePrecision: precision.perClass[k] ?? 0,
      ...definedArea(areas.perClass[k]),
      threshold: typeof thresholds === "number" ? thresholds : (thresholds[k] ?? plainThreshold),
      bestThreshold: best[k]?.threshold ?? plainThreshold,
      bestF1: best[k]?.f1 ?? 0,
    })),
  };
}

/** The threshold of each class with the highest F1 on these predictions: for use on other images. */
export function chooseThresholds(predictions: readonly Prediction[]): number[] {
  const { probabilities, targets, classes } = answersOf(predictions);
  return bestThresholds(probabilities, targets, classes).map(({ threshold }) => threshold);
}

function answersOf(predictions: readonly Prediction[]) {
  const classes = predictions[0]?.probabilities.length ?? 0;
  const labels = predictions.map(({ labels: ofImage }) => ofImage ?? []);
  return { probabilities: allProbabilities(predictions), targets: multiHot(labels, classes), classes };
}

function definedArea(area: number | undefined): { readonly rocAuc?: number } {
  return area === undefined || Number.isNaN(area) ? {} : { rocAuc: area };
}
