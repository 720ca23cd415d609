/** The features of images in memory, and the batches that are made of them. */
import {
  type Batch,
  type BatchLoader,
  type BatchSource,
  DataError,
  type Dataset,
  type EpochOptions,
} from "@tresnet/data";

/** A row of features for each image that could be read. */
export class FeatureRows {
  readonly #rows: (Float32Array | undefined)[];
  #shape: readonly [number, number, number] = [0, 0, 0];

  constructor(length: number) {
    this.#rows = new Array(length);
  }

  /** The shape of one image's features: [h, w, features]. */
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

  /** The indices of the images that have a row. */
  indices(): Int32Array {
    return Int32Array.from(this.#rows.keys()).filter((index) => this.#rows[index] !== undefined);
  }
}

/** What a loader of features is made of. */
export interface FeatureLoaderParts {
  readonly data: Dataset;
  readonly loader: BatchLoader;
  readonly rows: FeatureRows;
  readonly replaceBroken: boolean;
  readonly broken: BatchSource["broken"];
  readonly damaged: BatchLoader["damaged"];
}

/** The batches of a loader, with features in place of images: same order, same places for what is broken. */
export class FeatureLoader implements BatchSource {
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

  /** The images whose files are damaged and were decoded all the same. */
  get damaged(): BatchLoader["damaged"] {
    return this.#parts.damaged;
  }

  async *epoch(epoch: number, { startBatch = 0, signal }: EpochOptions = {}): AsyncGenerator<Batch, void, undefined> {
    const { loader } = this.#parts;
    const order = loader.order(epoch);
    for (let number = startBatch; number < this.batchesPerEpoch; number++) {
      signal?.throwIfAborted();
      const { start, end, counted } = loader.places(number);
      const places = order.subarray(start, end);
      const indices = Int32Array.from([...places.keys()].flatMap((slot) => this.#soundAt(order, start + slot) ?? []));
      if (indices.length > 0) yield { ...this.#batch(indices, number), ...(counted !== undefined && { counted }) };
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
