/** Which images of a batch are one process's, where several load one order of images together. */
import { DataError } from "../../errors.ts";

/** One process's share of every batch, among all processes that train together. */
export interface Share {
  /** Which process this is, from 0. */
  readonly index: number;
  /** How many there are. */
  readonly count: number;
  /** Images of a whole batch, that of all processes, at least one each. Default: `batchSize` of each. */
  readonly images?: number | undefined;
}

/** A stretch of an order of images. */
export interface Places {
  /** The first place. */
  readonly start: number;
  /** The place after the last. */
  readonly end: number;
}

/** The places of one process's part of a batch. */
export interface PartPlaces extends Places {
  /** 0 where the process has no image left, and takes part with one of another's that counts for nothing. */
  readonly counted?: 0;
}

/**
 * The places of one process's part of batch `number`, of `batchSize` images a process unless the share says another
 * number.
 *
 * The parts of all processes follow one another and are the whole batch, each place in one part; of a last, smaller
 * batch they differ by one image at most, and may be empty.
 */
export function placesOf(number: number, batchSize: number, length: number, share: Share): Places {
  const { index, count } = share;
  const most = wholeBatch(batchSize, share);
  const start = Math.min(number * most, length);
  const whole = Math.min(most, length - start);
  return {
    start: start + Math.floor((whole * index) / count),
    end: start + Math.floor((whole * (index + 1)) / count),
  };
}

/** The images of a whole batch, that of all processes. */
export function wholeBatch(batchSize: number, { count, images = batchSize * count }: Share): number {
  return images;
}

/**
 * Checks a share; one process has all by itself.
 * @throws DataError when it is none of so many.
 */
export function checkedShare(share: Share = { index: 0, count: 1 }): Share {
  const { index, count, images = count } = share;
  if (!(Number.isSafeInteger(count) && Number.isSafeInteger(index) && index >= 0 && index < count)) {
    throw new DataError(`BatchLoader: share must be one of its count, from 0, got index ${index} of ${count}.`);
  }
  if (Number.isSafeInteger(images) && images >= count) return share;
  throw new DataError(`BatchLoader: share.images must be a whole number of at least ${count}, got ${images}.`);
}
