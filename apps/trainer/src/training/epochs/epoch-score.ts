/** The figures of an epoch that are logged, and the one that says whether it is the best. */
import type { AnyEvaluation } from "../../evaluation/evaluation.ts";
import type { BestScore } from "../../run-directory/checkpoint-metadata.ts";
import type { EpochMetrics } from "../../run-directory/metrics-log.ts";
import type { TrainOptions } from "../../settings/train-options.ts";

type Metric = NonNullable<TrainOptions["evalMetric"]>;

/**
 * The figures of held-out images; what has no value, such as mAP where no image has any of the classes, is left out.
 */
export function validationMetrics(scores: AnyEvaluation): Partial<EpochMetrics> {
  const metrics =
    scores.task === "single-label"
      ? { valLoss: scores.loss, valAccuracy: scores.accuracy, valBalancedAccuracy: scores.balancedAccuracy }
      : {
          valLoss: scores.loss,
          valAccuracy: scores.exactMatch,
          valMeanAveragePrecision: scores.meanAveragePrecision,
        };
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}

/** An epoch's score; without validation the training images' loss or accuracy, which are all that there is. */
export function scoreOf(metric: Metric, metrics: EpochMetrics, validated: boolean): BestScore | undefined {
  const { epoch, trainLoss, trainAccuracy } = metrics;
  if (!validated) {
    return metric === "loss"
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
} as const satisfies Record<Metric, keyof EpochMetrics>;

/** Whether a score is better than the best so far: a lower loss, a higher anything else. */
export function isBetter(score: BestScore, best: BestScore): boolean {
  return score.metric === "loss" ? score.value < best.value : score.value > best.value;
}
