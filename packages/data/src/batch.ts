/** What a loader yields. */

/** Images ready for the network, with their labels; the arrays are the receiver's to keep, or to give back by `recycle`. */
export interface Batch {
  /** float32 [n, h, w, 3], normalized. */
  readonly images: Float32Array;
  /** int32 [n]: class indices. */
  readonly labels: Int32Array;
  /** int32 [n]: which images of the dataset these are. */
  readonly indices: Int32Array;
  /** [n, h, w, 3]. */
  readonly shape: readonly [number, number, number, number];
  /** The batch's place in its epoch, from 0; to go on after it, start at `number + 1`. */
  readonly number: number;
}
