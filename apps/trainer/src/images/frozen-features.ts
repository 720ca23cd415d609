/**
 * What a frozen backbone makes of images that look the same in every epoch: computed once, and read from memory from
 * then on.
 *
 * The batches hold maps of features in place of images, float32 [n, h, w, features], averages as [n, 1, 1, features].
 */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import {
  type Batch,
  type BatchLoader,
  type BatchSource,
  type BrokenImage,
  DataError,
  type Dataset,
  type EpochOptions,
} from "@tresnet/data";
import { type TracePrecision, trace } from "@tresnet/engine";
import type { ImageClassifier } from "@tresnet/zoo";

/** What is asked of features once they are computed. */
export interface FeaturePass {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** A loader whose images may be replaced by their features. */
export interface FeatureInput {
  readonly data: Dataset;
  /** Whose order and batches are kept. */
  readonly loader: BatchLoader;
  /** Makes what reads every image of `data` once; closed then, unless it is `loader`. */
  readonly once: () => BatchLoader;
  /** Whether the place of a broken image goes to the next sound one, as in training, or is left out. */
  readonly replaceBroken: boolean;
  readonly batchSize: number;
  readonly precision: TracePrecision;
}

/** The batches of a loader, or of features in their place. */
export interface ImagesOrFeatures {
  /**
   * What the training's present step takes; features are computed when first asked for, and forgotten with the step.
   * @throws what the loader throws; the signal's reason when it is aborted.
   */
  source(pass: FeaturePass): Promise<BatchSource>;
  /** The images that could not be read for features. */
  broken(): readonly BrokenImage[];
}

/** Answers by what the step of `state` takes at that time. */
export function imagesOrFeatures(
  state: { readonly model: ImageClassifier; readonly takesFeatures: boolean },
  input: FeatureInput,
): ImagesOrFeatures {
  const { loader } = input;
  let features: FeatureLoader | undefined;
  let broken: readonly BrokenImage[] = [];
  return {
    async source(pass) {
      if (!state.takesFeatures) {
        features = undefined;
        return loader;
      }
      features ??= await computeFeatures(state.model, input, pass);
      broken = features.broken;
      return features;
    },
    broken: () => broken,
  };
}

/** Bytes that the features of one image take. */
export function featureBytes(model: ImageClassifier, imgSize: number): number {
  const { height, width } = readsMap(model)
    ? model.cost({ height: imgSize, width: imgSize }).shape
    : { height: 1, width: 1 };
  return height * width * model.numFeatures * Float32Array.BYTES_PER_ELEMENT;
}

/** Runs the backbone over every image and keeps what the head reads of it. */
async function computeFeatures(
  model: ImageClassifier,
  { data, loader, once: open, replaceBroken, batchSize, precision }: FeatureInput,
  { signal, onProgress }: FeaturePass,
): Promise<FeatureLoader> {
  const once = open();
  const backbone = trace((images: tf.Tensor4D) => headInput(model, images), {
    name: "backbone",
    precision,
    freeze: true,
  });
  const rows = new FeatureRows(data.length);
  let done = 0;
  try {
    for await (const batch of once.epoch(0, { signal })) {
      const images = tf.tidy(() => filledUp(tf.tensor4d(batch.images, [...batch.shape]), batchSize));
      const features = await backbone(images).finally(() => images.dispose());
      rows.put(batch.indices, features.shape, await features.data<"float32">());
      features.dispose();
      once.recycle(batch);
      done += batch.indices.length;
      onProgress?.(done, data.length);
    }
  } finally {
    backbone.dispose();
    if (once !== loader) await once.close();
  }
  return new FeatureLoader({ data, loader, rows, batchSize, replaceBroken, broken: once.broken });
}

function readsMap({ classifier }: ImageClassifier): boolean {
  return "reads" in classifier;
}

/** What the head reads, as a map: [n, h, w, features], or averages [n, 1, 1, features]. */
function headInput(model: ImageClassifier, images: tf.Tensor4D): tf.Tensor4D {
  const { stage4, preLogits } = model.forwardFeatures(images, inference);
  return readsMap(model) ? stage4 : tf.reshape(preLogits, [preLogits.shape[0], 1, 1, preLogits.shape[1]]);
}

/** The batch with images of zeros behind: all calls have one shape, and so one trace and the same sums. */
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

/** A row of features for each image that could be read. */
class FeatureRows {
  readonly #rows: (Float32Array | undefined)[];
  #shape: readonly [number, number, number] = [0, 0, 0];

  constructor(length: number) {
    this.#rows = new Array(length);
  }

  /** Of one image: [h, w, features]. */
  get shape(): readonly [number, number, number] {
    return this.#shape;
  }

  put(
    indices: Int32Array,
    [, height, width, channels]: readonly [number, number, number, number],
    values: Float32Array,
  ) {
    const length = height * width * channels;
    for (const [slot, index] of indices.entries()) {
      this.#rows[index] = values.slice(slot * length, (slot + 1) * length);
    }
    this.#shape = [height, width, channels];
  }

  get(index: number): Float32Array | undefined {
    return this.#rows[index];
  }
}

interface FeatureLoaderParts {
  readonly data: Dataset;
  readonly loader: BatchLoader;
  readonly rows: FeatureRows;
  readonly batchSize: number;
  readonly replaceBroken: boolean;
  readonly broken: BatchSource["broken"];
}

/** The batches of a loader, with features in place of images: same order, same places for what is broken. */
class FeatureLoader implements BatchSource {
  readonly #parts: FeatureLoaderParts;

  constructor(parts: FeatureLoaderParts) {
    this.#parts = parts;
  }

  get batchesPerEpoch(): number {
    return this.#parts.loader.batchesPerEpoch;
  }

  get broken(): BatchSource["broken"] {
    return this.#parts.broken;
  }

  async *epoch(epoch: number, { startBatch = 0, signal }: EpochOptions = {}): AsyncGenerator<Batch, void, undefined> {
    const { batchSize, loader } = this.#parts;
    const order = loader.order(epoch);
    for (let number = startBatch; number < this.batchesPerEpoch; number++) {
      signal?.throwIfAborted();
      const places = order.subarray(number * batchSize, (number + 1) * batchSize);
      const indices = Int32Array.from(
        [...places.keys()].flatMap((slot) => this.#soundAt(order, number * batchSize + slot) ?? []),
      );
      if (indices.length > 0) yield this.#batch(indices, number);
    }
  }

  /** The image at a place of the order; where it is broken, the next sound one or none. */
  #soundAt(order: Uint32Array, place: number): number | undefined {
    const { rows, replaceBroken, data } = this.#parts;
    const tries = replaceBroken ? order.length : 1;
    for (let step = 0; step < tries; step++) {
      const index = order[(place + step) % order.length] ?? 0;
      if (rows.get(index) !== undefined) return index;
    }
    if (replaceBroken)
      throw new DataError(`FeatureLoader: expected images in ${data.name} that can be read, got none.`);
    return undefined;
  }

  #batch(indices: Int32Array, number: number): Batch {
    const { rows, data } = this.#parts;
    const length = rows.shape[0] * rows.shape[1] * rows.shape[2];
    const images = new Float32Array(indices.length * length);
    for (const [slot, index] of indices.entries()) images.set(rows.get(index) ?? [], slot * length);
    const labels = indices.map((index) => data.label(index));
    return { images, labels, indices, shape: [indices.length, ...rows.shape], number };
  }

  /** Batches are small, and made anew. */
  recycle(): void {}
}
