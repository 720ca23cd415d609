/** The labels of a batch as a tensor. */
import * as tf from "@tensorflow/tfjs-core";
import { type Batch, type Dataset, isMultiLabel } from "@tresnet/data";
import { multiHot } from "@tresnet/training";

/**
 * What the model is to answer for a batch of `data`: int32 [n], or float32 [n, classes] of 0 and 1 where images have
 * any number of classes. The caller owns it.
 */
export function targetsOf(
  { labels, indices }: Pick<Batch, "labels" | "indices">,
  data: Dataset,
  classes: number,
): tf.Tensor {
  if (!isMultiLabel(data)) return tf.tensor1d(labels, "int32");
  const ofImages = Array.from(indices, (index) => data.labels(index));
  return tf.tensor2d(multiHot(ofImages, classes), [indices.length, classes]);
}
