/** What a finished training is told by: paths, figures and answers. */
import type { BrokenImage } from "@tresnet/data";
import type { DetectedImage } from "../detection/found-objects.ts";
import type { AnyEvaluation } from "../evaluation/evaluation.ts";
import type { PredictionRow } from "../evaluation/write-predictions.ts";
import type { ExportModelResult } from "../export/export-result.ts";
import type { BestScore } from "../run-directory/checkpoint-metadata.ts";
import type { EpochMetrics } from "../run-directory/metrics-log.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import type { TrainOptions } from "../settings/train-options.ts";

/** The score of a run's best weights, and what they answered. */
export interface FinalScore {
  /** What the images are: "test images", or "validation images" where the data has no test images. */
  readonly what: string;
  /** The scores of the best weights on these images. */
  readonly evaluation: AnyEvaluation;
  /** One for each image that could be read, in the order of the data; none of a detector. */
  readonly predictions: readonly PredictionRow[];
  /** What a detector found on each image that could be read, in the order of the data; only of a detector. */
  readonly detected?: readonly DetectedImage[];
}

/** A finished training. */
export interface TrainResult {
  /** The paths of the run: its folder, settings, metrics, checkpoints and report. */
  readonly run: RunDirectory;
  /** Every setting of the run. */
  readonly options: TrainOptions;
  /** The names of the classes, in the order of the model's outputs. */
  readonly classNames: readonly string[];
  /** One for each epoch. */
  readonly metrics: readonly EpochMetrics[];
  /** The score that picked the best epoch; undefined where no epoch has one. */
  readonly best: BestScore | undefined;
  /** Undefined where the data has neither test nor validation images. */
  readonly tested: FinalScore | undefined;
  /** The images that could not be read and were skipped. */
  readonly broken: readonly BrokenImage[];
  /** The images whose files are damaged and were decoded all the same. */
  readonly damaged: readonly BrokenImage[];
  /** Whom the data is owed to, where its licence asks to say so. */
  readonly credit: string | undefined;
  /** What the best weights were exported to, where the settings have an `export`; undefined where they have none. */
  readonly exported?: ExportModelResult | undefined;
}
