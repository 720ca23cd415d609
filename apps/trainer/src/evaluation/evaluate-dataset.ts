/** Applies a model to every image of a dataset. */
import * as tf from "@tensorflow/tfjs-core";
import type { BatchLoader, BrokenImage, Dataset } from "@tresnet/data";
import type { Evaluator } from "@tresnet/training";
import type { Evaluation } from "./evaluation.ts";
import { scorePredictions } from "./score-predictions.ts";

/** What the model said of one image. */
export interface Prediction {
  /** Its index in the dataset. */
  readonly index: number;
  readonly label: number;
  /** One probability per class. */
  readonly probabilities: Float32Array;
}

export interface DatasetEvaluation {
  readonly evaluation: Evaluation;
  readonly predictions: readonly Prediction[];
  readonly broken: readonly BrokenImage[];
}

export interface EvaluateOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Scores a model on the dataset that `loader` reads.
 * @throws the signal's reason when it is aborted; BrokenImageError when the loader is told to fail.
 */
export async function evaluateDataset(
  evaluator: Evaluator,
  loader: BatchLoader,
  data: Dataset,
  { onProgress, signal }: EvaluateOptions = {},
): Promise<DatasetEvaluation> {
  const predictions: Prediction[] = [];
  let lossSum = 0;
  for await (const batch of loader.epoch(0, { signal })) {
    const images = tf.tensor4d(batch.images, [...batch.shape]);
    const labels = tf.tensor1d(batch.labels, "int32");
    try {
      const { probabilities, losses } = await evaluator.run(images, labels);
      const classes = probabilities.length / batch.labels.length;
      for (const [place, index] of batch.indices.entries()) {
        lossSum += losses[place] ?? 0;
        predictions.push({
          index,
          label: batch.labels[place] ?? 0,
          probabilities: probabilities.slice(place * classes, (place + 1) * classes),
        });
      }
    } finally {
      tf.dispose([images, labels]);
    }
    onProgress?.(predictions.length, data.length);
  }
  return {
    evaluation: scorePredictions(predictions, data.classNames, lossSum / predictions.length),
    predictions,
    broken: loader.broken,
  };
}
