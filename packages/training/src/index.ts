export { type AdamWOptions, adamW } from "./adam-w.ts";
export type { Activation } from "./answers.ts";
export { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
export type { Classifier } from "./classifier.ts";
export { type CosineOptions, cosine } from "./cosine.ts";
export { type CrossEntropyOptions, crossEntropy, softCrossEntropy } from "./cross-entropy.ts";
export { createEvaluator, type Evaluation, type Evaluator, type EvaluatorOptions } from "./evaluator.ts";
export {
  LearningRateFinder,
  type LearningRateFinderOptions,
  type LearningRatePoint,
  type SuggestedLearningRates,
} from "./learning-rate-finder.ts";
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
export { type MultiLabelOptions, multiHot, multiLabel } from "./multi-label.ts";
export { NonFiniteError } from "./non-finite-error.ts";
export type { Objective } from "./objective.ts";
export { type OneCycleOptions, oneCycle } from "./one-cycle.ts";
export type { LearningRateFactors, Optimizer, OptimizerFactory } from "./optimizer.ts";
export type { Schedule, StepSettings } from "./schedule.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
export { averageState, modelState, type State } from "./state.ts";
export { createTrainStep, type StepResult, type TrainStep, type TrainStepOptions } from "./train-step.ts";
export { WeightAverage, type WeightAverageOptions } from "./weight-average.ts";
