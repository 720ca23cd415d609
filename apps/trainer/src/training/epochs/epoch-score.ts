/** The figures of an epoch that are logged, and the one that says whether it is the best. */
import type { AnyEvaluation } from "../../evaluation/evaluation.ts";
import type { BestScore, Position } from "../../run-directory/checkpoint-metadata.ts";
import type { EpochMetrics } from "../../run-directory/metrics-log.ts";
import type { TrainOptions } from "../../settings/train-options.ts";

type Metric = NonNullable<TrainOptions["evalMetric"]>;

/** What an epoch's steps say besides their loss: how many answers were right, or of what the loss is the sum. */
export function trainingFigures({ lossParts, correct, images }: Position): Partial<EpochMetrics> {
  if (lossParts === undefined) return { trainAccuracy: correct / images };
  const means = Object.entries(lossParts).map(([name, sum]) => [name, sum / images] as const);
  return { trainLosses: Object.fromEntries(means) };
}

/**
 * The figures of held-out images; what has no value, such as mAP where no image has any of the classes, is left out.
 */
export function validationMetrics(scores: AnyEvaluation): Partial<EpochMetrics> {
  return Object.fromEntries(Object.entries(figuresOf(scores)).filter(([, value]) => Number.isFinite(value)));
}

function figuresOf(scores: AnyEvaluation): Partial<EpochMetrics> {
  switch (scores.task) {
    case "single-label":
      return { valLoss: scores.loss, valAccuracy: scores.accuracy, valBalancedAccuracy: scores.balancedAccuracy };
    case "multi-label": {
      const { loss, exactMatch, meanAveragePrecision } = scores;
      return { valLoss: loss, valAccuracy: exactMatch, valMeanAveragePrecision: meanAveragePrecision };
    }
    case "detection": {
      const { AP, AP50 } = scores.scores;
      // COCO says -1 where there is no object to find.
      return AP < 0 ? {} : { valAveragePrecision: AP, valAveragePrecision50: AP50 };
    }
    default:
      return scores satisfies never;
  }
}

/** An epoch's score; without validation the training images' accuracy, or their loss: that is all that there is. */
export function scoreOf(metric: Metric, metrics: EpochMetrics, validated: boolean): BestScore | undefined {
  const { epoch, trainLoss, trainAccuracy } = metrics;
  if (!validated) {
    return metric === "loss" || trainAccuracy === undefined
      ? { epoch, metric, value: trainLoss }
      : { epoch, metric: "accuracy", value: trainAccuracy };
  }
  const value = metrics[scored[metric]];
  return value === undefined ? undefined : { epoch, metric, value };
}

const scored = {
  loss: "valLoss",
  accuracy: "valAccuracy",
  "balanced-accuracy": "valBalancedAccuracy",
  map: "valMeanAveragePrecision",
  ap: "valAveragePrecision",
  ap50: "valAveragePrecision50",
} as const satisfies Record<Metric, keyof EpochMetrics>;

/** Whether a score is better than the best so far: a lower loss, a higher anything else. */
export function isBetter(score: BestScore, best: BestScore): boolean {
  return score.metric === "loss" ? score.value < best.value : score.value > best.value;
}
