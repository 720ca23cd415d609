/** Images as what a frozen backbone sees in them: the averages of its later maps, one after the other. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { BatchLoader, type BrokenImage, type Dataset } from "@tresnet/data";
import { currentEngine, type TracePrecision, trace } from "@tresnet/engine";
import type { ImageClassifier } from "@tresnet/zoo";
import { evaluationTransform } from "../images/data-plan.ts";
import { FeatureRows } from "../images/feature-loader.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";

/** How images are read and looked at. */
export interface PooledFeatureOptions {
  readonly batchSize: number;
  readonly precision: TracePrecision;
  readonly workers: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** The features of images, and those that could not be read. */
export interface PooledFeatures {
  /** float32 [features] of each image; undefined where it could not be read. */
  readonly of: (index: number) => Float32Array | undefined;
  readonly broken: readonly BrokenImage[];
}

/**
 * The averages of the last three stages' maps of every image: the last stage alone knows its own classes best, and
 * earlier ones see what those do not need.
 * @throws the signal's reason when it is aborted.
 */
export async function pooledFeatures(
  { model, saved }: { readonly model: ImageClassifier; readonly saved: SavedModel },
  data: Dataset,
  { batchSize, precision, workers, signal, onProgress }: PooledFeatureOptions,
): Promise<PooledFeatures> {
  const transform = evaluationTransform(saved);
  const tensorFlow = currentEngine()?.library;
  const loader = new BatchLoader(data, { batchSize, workers, onBroken: "skip", cache: false, transform, tensorFlow });
  const look = trace(
    (images: tf.Tensor4D) => {
      const { stage2, stage3, stage4 } = model.forwardFeatures(images, inference);
      return tf.concat2d(
        [stage2, stage3, stage4].map((map) => tf.mean<tf.Tensor2D>(map, [1, 2])),
        1,
      ); // [n, f]
    },
    { name: "features", precision, freeze: true },
  );
  const rows = new FeatureRows(data.length);
  let done = 0;
  try {
    for await (const batch of loader.epoch(0, { signal })) {
      const images = tf.tensor4d(batch.images, [...batch.shape]);
      const features = await look(images).finally(() => images.dispose());
      const [n, width] = features.shape;
      rows.put(batch.indices, [n, 1, 1, width], await features.data<"float32">());
      features.dispose();
      loader.recycle(batch);
      done += batch.indices.length;
      onProgress(done, data.length);
    }
  } finally {
    look.dispose();
    await loader.close();
  }
  return { of: (index) => rows.get(index), broken: loader.broken };
}
