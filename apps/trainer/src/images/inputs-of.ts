/** What a training step gets of a batch. */
import * as tf from "@tensorflow/tfjs-core";
import { type Batch, type Dataset, mixBatch } from "@tresnet/data";
import type { TrainOptions } from "../settings/train-options.ts";
import { targetsOf } from "./targets-of.ts";

/** The images and targets of a step; both are the caller's. */
export interface Inputs {
  /** float32 [n, h, w, 3] */
  readonly images: tf.Tensor4D;
  readonly targets: tf.Tensor;
}

/** Whether the options mix images, which turns labels into shares of classes. */
export function mixes({ mixup, cutmix }: Pick<TrainOptions, "mixup" | "cutmix">): boolean {
  return mixup > 0 || cutmix > 0;
}

/** The images of a batch and what the model is to answer for them, mixed where the options mix. */
export function inputsOf(
  batch: Batch,
  epoch: number,
  options: Pick<TrainOptions, "mixup" | "cutmix" | "seed">,
  { data, classes }: { readonly data: Dataset; readonly classes: number },
): Inputs {
  const shape: [number, number, number, number] = [...batch.shape];
  if (!mixes(options)) {
    return { images: tf.tensor4d(batch.images, shape), targets: targetsOf(batch, data, classes) };
  }
  const { mixup, cutmix, seed } = options;
  const { images, targets } = mixBatch(batch, { mixup, cutmix, seed, epoch, classes });
  return { images: tf.tensor4d(images, shape), targets: tf.tensor2d(targets, [batch.labels.length, classes]) };
}
