/** Applies a model to every image of a dataset. */
import * as tf from "@tensorflow/tfjs-core";
import type { BatchLoader, Dataset } from "@tresnet/data";
import type { Evaluator } from "@tresnet/training";

/** What the model said of one image. */
export interface Prediction {
  /** Its index in the dataset. */
  readonly index: number;
  /** -1 where the class is not known. */
  readonly label: number;
  /** One probability per class. */
  readonly probabilities: Float32Array;
  /** Cross entropy; without meaning where the class is not known. */
  readonly loss: number;
}

export interface PassOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * The predictions for what `loader` reads of `data`, in order; images that could not be read are left out.
 * @throws the signal's reason when it is aborted; BrokenImageError when the loader is told to fail.
 */
export async function predictDataset(
  evaluator: Evaluator,
  loader: BatchLoader,
  data: Dataset,
  { onProgress, signal }: PassOptions = {},
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for await (const batch of loader.epoch(0, { signal })) {
    const images = tf.tensor4d(batch.images, [...batch.shape]);
    const labels = tf.tensor1d(batch.labels, "int32");
    const { probabilities, losses } = await evaluator.run(images, labels).finally(() => tf.dispose([images, labels]));
    const classes = probabilities.length / batch.labels.length;
    for (const [place, index] of batch.indices.entries()) {
      predictions.push({
        index,
        label: batch.labels[place] ?? -1,
        probabilities: probabilities.slice(place * classes, (place + 1) * classes),
        loss: losses[place] ?? 0,
      });
    }
    onProgress?.(predictions.length, data.length);
  }
  return predictions;
}
