/** Runs a frozen backbone over images and keeps what the head reads of them. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import type { BatchLoader, Dataset } from "@tresnet/data";
import { type TracePrecision, trace } from "@tresnet/engine";
import type { ImageClassifier } from "@tresnet/zoo";
import { alone, countOfAll, type Team } from "../cluster/team.ts";
import { FeatureLoader, FeatureRows } from "./feature-loader.ts";
import { gatherFeatures } from "./gather-features.ts";

/** What is asked of features once they are computed. */
export interface FeaturePass {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** A loader whose images may be replaced by their features. */
export interface FeatureInput {
  readonly data: Dataset;
  /** The loader whose order and batches are kept. */
  readonly loader: BatchLoader;
  /** Makes what reads every image of `data` once; closed then, unless it is `loader`. */
  readonly once: () => BatchLoader;
  /** Whether the place of a broken image goes to the next sound one, as in training, or is left out. */
  readonly replaceBroken: boolean;
  readonly batchSize: number;
  readonly precision: TracePrecision;
  /** The processes of which each computes its share; who trains on them needs those of all. @default this one alone */
  readonly team?: Team;
}

/** Bytes that the features of one image take. */
export function featureBytes(model: ImageClassifier, imgSize: number): number {
  const { height, width } = readsMap(model)
    ? model.cost({ height: imgSize, width: imgSize }).shape
    : { height: 1, width: 1 };
  return height * width * model.numFeatures * Float32Array.BYTES_PER_ELEMENT;
}

/** Runs the backbone over every image and keeps what the head reads of it. */
export async function computeFeatures(
  model: ImageClassifier,
  { data, loader, once: open, replaceBroken, batchSize, precision, team = alone }: FeatureInput,
  { signal, onProgress }: FeaturePass,
): Promise<FeatureLoader> {
  const once = open();
  const backbone = trace((images: tf.Tensor4D) => headInput(model, images), {
    name: "backbone",
    precision,
    freeze: true,
  });
  const rows = new FeatureRows(data.length);
  const tell = onProgress && countOfAll(team, onProgress);
  let done = 0;
  try {
    for await (const batch of once.epoch(0, { signal })) {
      const images = tf.tidy(() => filledUp(tf.tensor4d(batch.images, [...batch.shape]), batchSize));
      const features = await backbone(images).finally(() => images.dispose());
      rows.put(batch.indices, features.shape, await features.data<"float32">());
      features.dispose();
      once.recycle(batch);
      done += batch.indices.length;
      tell?.(done, data.length);
    }
  } finally {
    backbone.dispose();
    if (once !== loader) await once.close();
  }
  // Who evaluates reads the same images each time, and has their features already.
  if (once !== loader) await gatherFeatures(team, rows);
  const { broken, damaged } = once;
  return new FeatureLoader({ data, loader, rows, replaceBroken, broken, damaged });
}

function readsMap({ classifier }: ImageClassifier): boolean {
  return "reads" in classifier;
}

/** What the head reads, as a map: [n, h, w, features], or averages [n, 1, 1, features]. */
function headInput(model: ImageClassifier, images: tf.Tensor4D): tf.Tensor4D {
  const { stage4, preLogits } = model.forwardFeatures(images, inference);
  return readsMap(model) ? stage4 : tf.reshape(preLogits, [preLogits.shape[0], 1, 1, preLogits.shape[1]]);
}

/** The batch with images of zeros after it: all calls have one shape, and so one trace and the same sums. */
function filledUp(images: tf.Tensor4D, batchSize: number): tf.Tensor4D {
  const missing = batchSize - images.shape[0];
  if (missing === 0) return images;
  return tf.pad(images, [
    [0, missing],
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
}
