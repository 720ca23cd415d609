/** What a loader is and yields. */
import type { BrokenImage } from "../errors.ts";

/**
 * Images ready for the network, with their labels; the arrays are the receiver's to keep, or to give back by `recycle`.
 */
export interface Batch {
  /** float32 [n, h, w, 3], normalized. */
  readonly images: Float32Array;
  /** int32 [n]: class indices. */
  readonly labels: Int32Array;
  /** int32 [n]: which images of the dataset these are. */
  readonly indices: Int32Array;
  /** [n, h, w, 3]; of features in place of images [n, h, w, features]. */
  readonly shape: readonly [number, number, number, number];
  /** The batch's place in its epoch, from 0; to go on after it, start at `number + 1`. */
  readonly number: number;
}

export interface EpochOptions {
  /** The first batch to make, as if those before it had been made. Default 0. */
  readonly startBatch?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Batches, epoch after epoch: a `BatchLoader`, or whatever else yields them. */
export interface BatchSource {
  /** How many batches an epoch has. */
  readonly batchesPerEpoch: number;
  /** The images that could not be decoded so far, each once. */
  readonly broken: readonly BrokenImage[];
  /** The batches of one epoch, counted from 0. */
  epoch(epoch: number, options?: EpochOptions): AsyncIterable<Batch>;
  /** Gives a batch's memory back for a later batch; nobody has to. */
  recycle(batch: Batch): void;
}
