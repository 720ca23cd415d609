/** What a loader is and yields. */
import type { BrokenImage } from "../errors.ts";
import type { BatchObjects } from "./objects/batch-objects.ts";

/**
 * Images ready for the network, with their labels; the arrays are the receiver's to keep, or to give back by `recycle`.
 */
export interface Batch {
  /** The normalized images, float32 [n, h, w, 3]. */
  readonly images: Float32Array;
  /** The class indices, int32 [n]. */
  readonly labels: Int32Array;
  /** The indices that the images have in the dataset, int32 [n]. */
  readonly indices: Int32Array;
  /** The shape of `images`: [n, h, w, 3], or [n, h, w, features] where they are features. */
  readonly shape: readonly [number, number, number, number];
  /** The boxes of the images and a detector's targets; absent where the transform is one of images with classes. */
  readonly objects?: ObjectsOfBatch | undefined;
  /** The batch's place in its epoch, from 0; to go on after it, start at `number + 1`. */
  readonly number: number;
  /**
   * 0 where this process had no image left of a batch that several load together: it has one of another's, to take part
   * with, and none that counts. Without it all count.
   */
  readonly counted?: 0;
}

/** What lies on the images of a batch. */
export interface ObjectsOfBatch {
  /**
   * A detector's targets, float32 [n, locations, 6]: of each location the class (-1: background), the distances to the
   * left, top, right and bottom side in strides, and the centre-ness. They share their memory with the images. Absent
   * where the transform asks for none.
   */
  readonly targets?: Float32Array | undefined;
  /** The boxes of each image after the transform, crowds included, and how the image lies in the input. */
  readonly images: readonly BatchObjects[];
}

/** Which part of an epoch is wanted. */
export interface EpochOptions {
  /** The number of the first batch to make, as if those before it had been made. @default 0 */
  readonly startBatch?: number | undefined;
  /** Stops the epoch. */
  readonly signal?: AbortSignal | undefined;
}

/** Batches, epoch after epoch: a `BatchLoader`, or whatever else yields them. */
export interface BatchSource {
  /** The number of batches of an epoch. */
  readonly batchesPerEpoch: number;
  /** The images that could not be decoded so far, each once. */
  readonly broken: readonly BrokenImage[];
  /** Yields the batches of one epoch; epochs are counted from 0. */
  epoch(epoch: number, options?: EpochOptions): AsyncIterable<Batch>;
  /** Gives a batch's memory back for a later batch; nobody has to. */
  recycle(batch: Batch): void;
}
