/** Scores a model on a dataset. */
import type { BatchLoader, BrokenImage, Dataset } from "@tresnet/data";
import type { Evaluator } from "@tresnet/training";
import type { Evaluation } from "./evaluation.ts";
import { type PassOptions, type Prediction, predictDataset } from "./predict-dataset.ts";
import { scorePredictions } from "./score-predictions.ts";

export interface DatasetEvaluation {
  readonly evaluation: Evaluation;
  readonly predictions: readonly Prediction[];
  readonly broken: readonly BrokenImage[];
}

/**
 * Scores a model on the dataset that `loader` reads.
 * @throws the signal's reason when it is aborted; BrokenImageError when the loader is told to fail.
 */
export async function evaluateDataset(
  evaluator: Evaluator,
  loader: BatchLoader,
  data: Dataset,
  options?: PassOptions,
): Promise<DatasetEvaluation> {
  const predictions = await predictDataset(evaluator, loader, data, options);
  return { evaluation: scorePredictions(predictions, data.classNames), predictions, broken: loader.broken };
}
