/** Every command of `tresnet` as a function, and the command line itself. */
export { CheckpointError } from "@tresnet/checkpoints";
export { type BrokenImage, BrokenImageError, DataError, type DataInspection } from "@tresnet/data";
export { ClusterError, type ClusterFailure, ProvisionError } from "@tresnet/engine";
export { type ExportCheck, ExportError, type UploadedFolder, type UploadProgress } from "@tresnet/export";
export type { FetchEvent } from "@tresnet/files";
export { NonFiniteError } from "@tresnet/training";
export { HubError } from "@tresnet/zoo";
export type { ClassShare, TrainingView, ViewedImage } from "./data-report/training-views.ts";
export type { DetectionEvaluation, ObjectScore, ScoreChoice } from "./detection/detection-evaluation.ts";
export type { Box, DetectedImage, FoundObject, ImageSize, KnownObject } from "./detection/found-objects.ts";
export { InterruptedError, UsageError } from "./errors.ts";
export type {
  AnyEvaluation,
  ClassEvaluation,
  ClassScore,
  Confusion,
  Evaluation,
  LabelScore,
  MultiLabelEvaluation,
  PrecisionRecall,
  RocPoint,
} from "./evaluation/evaluation.ts";
export type {
  EvaluatedEvent,
  EvaluateEvent,
  PredictEvent,
  SkippedEvent,
  WrittenEvent,
} from "./evaluation/evaluation-events.ts";
export type {
  ClassProbability,
  EvaluateResult,
  PredictedImage,
  PredictedObject,
  PredictResult,
} from "./evaluation/results.ts";
export type { PredictionRow } from "./evaluation/write-predictions.ts";
export { exitCodeOf } from "./exit-code.ts";
export type { CheckedExport, ExportModelResult } from "./export/export-result.ts";
export { type EvaluateInput, evaluate } from "./functions/evaluate.ts";
export { type ExportModelEvent, type ExportModelInput, exportModel } from "./functions/export-model.ts";
export { type FindLearningRateInput, findLearningRate } from "./functions/find-learning-rate.ts";
export {
  type InspectDataEvent,
  type InspectDataInput,
  type InspectDataResult,
  type InspectedEvent,
  inspectData,
} from "./functions/inspect-data.ts";
export { type PredictInput, predict } from "./functions/predict.ts";
export {
  type PreviewDataEvent,
  type PreviewDataInput,
  type PreviewDataResult,
  previewData,
} from "./functions/preview-data.ts";
export {
  type PushModelEvent,
  type PushModelInput,
  type PushModelResult,
  pushModel,
  type UploadEvent,
} from "./functions/push-model.ts";
export {
  type ScoreDetectionFilesInput,
  type ScoredDetectionFiles,
  scoreDetectionFiles,
} from "./functions/score-detection-files.ts";
export { type ResumeInput, resume, type TrainInput, train } from "./functions/train.ts";
export type {
  CommonEvent,
  CountedWork,
  DoneEvent,
  DownloadEvent,
  EngineEvent,
  NoticeEvent,
  ProgressEvent,
  WeightsEvent,
} from "./job/events.ts";
export type { JobOptions } from "./job/job.ts";
export type {
  LearningRateEvent,
  LearningRateStartedEvent,
  LearningRateStepEvent,
} from "./lr-find/learning-rate-event.ts";
export type { FoundLearningRate, LearningRateTest } from "./lr-find/learning-rate-test.ts";
export type { ModelChoice } from "./model/open-model.ts";
export { createProgram, runProgram } from "./program.ts";
export type { BestScore } from "./run-directory/checkpoint-metadata.ts";
export type { EpochMetrics } from "./run-directory/metrics-log.ts";
export type { RunDirectory } from "./run-directory/run-directory.ts";
export type { Recipe } from "./settings/recipes/recipe.ts";
export { type RecipeName, recipes } from "./settings/recipes/recipes.ts";
export type { TrainOptions } from "./settings/train-options.ts";
export type { ViewName } from "./settings/view-names.ts";
export type {
  CheckpointEvent,
  EpochEvent,
  TestedEvent,
  TrainDoneEvent,
  TrainEvent,
  TrainStartedEvent,
  TrainStepEvent,
  ValidationEvent,
} from "./training/train-event.ts";
export type { FinalScore, TrainResult } from "./training/train-result.ts";
