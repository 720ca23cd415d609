/** Applies a model to every image of a dataset. */
import * as tf from "@tensorflow/tfjs-core";
import { type Batch, type BatchSource, type Dataset, isMultiLabel } from "@tresnet/data";
import { type Evaluation as Classified, type Evaluator, multiHot } from "@tresnet/training";

/** What the model said of one image. */
export interface Prediction {
  /** The image's index in the dataset. */
  readonly index: number;
  /** The position of the image's class; -1 where it is not known. */
  readonly label: number;
  /** Every class on the image, where images have any number of them. */
  readonly labels?: readonly number[];
  /** One probability per class. */
  readonly probabilities: Float32Array;
  /** Cross entropy; without meaning where the class is not known. */
  readonly loss: number;
}

/** How a model is applied to a dataset. */
export interface PassOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /**
   * The views of a batch over which probabilities are averaged, made in a tidy; undefined for the batch itself.
   */
  readonly views?: ((images: tf.Tensor4D) => tf.Tensor4D[]) | undefined;
  /** Outputs of the model, where it has more than the data has classes. */
  readonly classes?: number | undefined;
}

/** The least probability that a loss takes for a mistake: the smallest normal float32. */
const least = 2 ** -126;

/**
 * The predictions for what `loader` reads of `data`, in order; images that could not be read are left out.
 * @throws the signal's reason when it is aborted; BrokenImageError when the loader is told to fail.
 */
export async function predictDataset(
  evaluator: Evaluator,
  loader: BatchSource,
  data: Dataset,
  { onProgress, signal, views, classes = data.classNames.length }: PassOptions = {},
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for await (const batch of loader.epoch(0, { signal })) {
    const labels = isMultiLabel(data) ? Array.from(batch.indices, (index) => data.labels(index)) : undefined;
    const { probabilities, losses } = await classify(evaluator, batch, labels && multiHot(labels, classes), views);
    loader.recycle(batch);
    const outputs = probabilities.length / batch.labels.length;
    for (const [place, index] of batch.indices.entries()) {
      const ofImage = labels?.[place];
      predictions.push({
        index,
        label: batch.labels[place] ?? -1,
        ...(ofImage === undefined ? {} : { labels: ofImage }),
        probabilities: probabilities.slice(place * outputs, (place + 1) * outputs),
        loss: losses[place] ?? 0,
      });
    }
    onProgress?.(predictions.length, data.length);
  }
  return predictions;
}

/** Probabilities and losses of a batch: of itself, or of the mean over its views. */
async function classify(
  evaluator: Evaluator,
  { images, labels, shape }: Batch,
  targets: Float32Array | undefined,
  views: PassOptions["views"],
) {
  const shown = tf.tidy(() => {
    const batch = tf.tensor4d(images, [...shape]);
    return views === undefined ? [batch] : views(batch);
  });
  const known = targets !== undefined || labels.some((label) => label >= 0);
  const wanted = known ? wantedOf(labels, targets) : undefined;
  try {
    const results: Classified[] = [];
    for (const view of shown) results.push(await evaluator.run(view, wanted));
    const [first] = results;
    if (first === undefined) throw new Error("predictDataset: expected a view of each image, got none.");
    if (results.length === 1) return first;
    const probabilities = first.probabilities.map((_, i) => {
      return results.reduce((sum, result) => sum + (result.probabilities[i] ?? 0), 0) / results.length;
    });
    return { probabilities, losses: lossesOf(probabilities, labels, targets) };
  } finally {
    tf.dispose(shown);
    wanted?.dispose();
  }
}

/** What the model was to answer, as its evaluator takes it. */
function wantedOf(labels: Int32Array, targets: Float32Array | undefined): tf.Tensor {
  if (targets === undefined) return tf.tensor1d(labels, "int32");
  return tf.tensor2d(targets, [labels.length, targets.length / labels.length]);
}

/** Cross entropy of each image, where it cannot be had from logits. */
function lossesOf(probabilities: Float32Array, labels: Int32Array, targets: Float32Array | undefined): Float32Array {
  const classes = probabilities.length / labels.length;
  const logOf = (probability: number) => Math.log(Math.max(probability, least));
  if (targets === undefined)
    return Float32Array.from(labels, (label, i) => -logOf(probabilities[i * classes + label] ?? 0));
  return Float32Array.from(labels, (_, image) => {
    let sum = 0;
    for (let i = image * classes; i < (image + 1) * classes; i++) {
      const probability = probabilities[i] ?? 0;
      sum -= logOf(targets[i] === 1 ? probability : 1 - probability);
    }
    return sum / classes;
  });
}
