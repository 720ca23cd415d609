/** Scores a model on a dataset. */
import { type BatchSource, type BrokenImage, type Dataset, isMultiLabel } from "@tresnet/data";
import type { Evaluator } from "@tresnet/training";
import type { DetectionEvaluation } from "../detection/detection-evaluation.ts";
import type { DetectedImage } from "../detection/found-objects.ts";
import type { ClassEvaluation } from "./evaluation.ts";
import { type PassOptions, type Prediction, predictDataset } from "./predict-dataset.ts";
import { scoreLabels } from "./scores/score-labels.ts";
import { scorePredictions } from "./scores/score-predictions.ts";

/** The scores of a dataset, with the answers that they are made of. */
export interface DatasetEvaluation {
  readonly evaluation: ClassEvaluation;
  readonly predictions: readonly Prediction[];
  readonly broken: readonly BrokenImage[];
}

/** The scores of a detector on a dataset, with what was found there. */
export interface DetectedDataset {
  readonly evaluation: DetectionEvaluation;
  /** The images that could be read, and each one's index in the dataset. */
  readonly detected: readonly (DetectedImage & { readonly index: number })[];
  readonly broken: readonly BrokenImage[];
}

/** The scores of a model on a dataset, whatever it answers. */
export type AnyDatasetEvaluation = DatasetEvaluation | DetectedDataset;

/** How a dataset is scored. */
export interface EvaluationOptions extends PassOptions {
  /**
   * The probability from which on the answer is yes, for all classes or for each, where images have any number of them.
   * @default 0.5
   */
  readonly thresholds?: number | readonly number[] | undefined;
  /** Puts the predictions together with those of other processes; none by default. */
  readonly gather?: ((own: readonly Prediction[]) => Promise<readonly Prediction[]>) | undefined;
}

/**
 * Scores a model on the dataset that `loader` reads.
 * @throws the signal's reason when it is aborted; BrokenImageError when the loader is told to fail; Error when no image
 * is left.
 */
export async function evaluateDataset(
  evaluator: Evaluator,
  loader: BatchSource,
  data: Dataset,
  { thresholds, gather = async (own) => own, ...options }: EvaluationOptions = {},
): Promise<DatasetEvaluation> {
  const predictions = await gather(await predictDataset(evaluator, loader, data, options));
  if (predictions.length === 0) {
    const [first] = loader.broken;
    const example = first === undefined ? "" : ` (such as ${first.id}: ${first.reason})`;
    throw new Error(
      `${data.name}: expected images to evaluate on, got none of ${data.length} that could be read${example}. Check the files.`,
    );
  }
  const evaluation = isMultiLabel(data)
    ? scoreLabels(predictions, data.classNames, thresholds)
    : scorePredictions(predictions, data.classNames);
  return { evaluation, predictions, broken: loader.broken };
}
