export type { Activation } from "./evaluation/answers.ts";
export { createEvaluator, type Evaluation, type Evaluator, type EvaluatorOptions } from "./evaluation/evaluator.ts";
export { accuracy, balancedAccuracy, topKAccuracy } from "./metrics/accuracy.ts";
export {
  type AveragePrecisionOptions,
  type AveragePrecisions,
  meanAveragePrecision,
} from "./metrics/average-precision.ts";
export { type BestThreshold, bestThresholds } from "./metrics/best-thresholds.ts";
export { type Calibration, type CalibrationBin, calibration } from "./metrics/calibration.ts";
export {
  type ClassScores,
  confusionMatrix,
  type PrecisionRecallF1,
  precisionRecallF1,
} from "./metrics/confusion-matrix.ts";
export { type MultiLabelScores, multiLabelScores } from "./metrics/multi-label-scores.ts";
export { predictedClasses } from "./metrics/predicted-classes.ts";
export { type ClassAreas, rocAuc, rocAucOneVsRest, rocAucPerLabel } from "./metrics/roc-auc.ts";
export { namesOf } from "./names-of.ts";
export { type CrossEntropyOptions, crossEntropy, softCrossEntropy } from "./objectives/cross-entropy.ts";
export { type FcosLevel, type FcosObjectiveOptions, fcosObjective } from "./objectives/fcos.ts";
export { type LossName, type LossRow, type LossSettings, losses } from "./objectives/losses.ts";
export { type MultiLabelOptions, multiHot, multiLabel } from "./objectives/multi-label.ts";
export type { AnyObjective, Divisor, LossParts, Objective } from "./objectives/objective.ts";
export { type AdamWOptions, adamW } from "./optimizers/adam-w.ts";
export type { LearningRateFactors, ScaledLearningRates } from "./optimizers/learning-rate-factors.ts";
export type { Optimizer, OptimizerFactory } from "./optimizers/optimizer.ts";
export {
  type LearningRateRule,
  type OptimizerName,
  type OptimizerRow,
  type OptimizerSettings,
  optimizers,
} from "./optimizers/optimizers.ts";
export { type SgdOptions, sgd } from "./optimizers/sgd.ts";
export { type CosineOptions, cosine } from "./schedules/cosine.ts";
export {
  LearningRateFinder,
  type LearningRateFinderOptions,
  type LearningRatePoint,
  type SuggestedLearningRates,
} from "./schedules/learning-rate-finder.ts";
export { type OneCycleOptions, oneCycle } from "./schedules/one-cycle.ts";
export type { Schedule, StepSettings } from "./schedules/schedule.ts";
export { type ScheduleName, type ScheduleRow, type ScheduleSettings, schedules } from "./schedules/schedules.ts";
export { loadCheckpoint, saveCheckpoint } from "./step/checkpoint.ts";
export type { Classifier } from "./step/classifier.ts";
export { NonFiniteError } from "./step/non-finite-error.ts";
export { averageState, modelState, type State } from "./step/state.ts";
export type { StepResult, WholeBatch } from "./step/step-result.ts";
export { createTrainStep } from "./step/train-step.ts";
export type { BatchOptions, TrainStep, TrainStepOptions } from "./step/train-step-options.ts";
export { WeightAverage, type WeightAverageOptions } from "./step/weight-average.ts";
