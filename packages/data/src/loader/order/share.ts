/** Which images of a batch are one process's, where several load one order of images together. */
import { DataError } from "../../errors.ts";

/** One process's share of every batch, among all processes that train together. */
export interface Share {
  /** Which process this is, from 0. */
  readonly index: number;
  /** How many there are. */
  readonly count: number;
}

/** A stretch of an order of images. */
export interface Places {
  readonly start: number;
  readonly end: number;
}

/**
 * The places of one process's part of batch `number`, of `batchSize` images a process.
 *
 * The parts of all processes follow one another and are the whole batch, each place in one part; of a last, smaller
 * batch they differ by one image at most, and may be empty.
 */
export function placesOf(number: number, batchSize: number, length: number, { index, count }: Share): Places {
  const start = Math.min(number * batchSize * count, length);
  const whole = Math.min(batchSize * count, length - start);
  return {
    start: start + Math.floor((whole * index) / count),
    end: start + Math.floor((whole * (index + 1)) / count),
  };
}

/**
 * Checks a share; one process has all by itself.
 * @throws DataError when it is none of so many.
 */
export function checkedShare({ index, count }: Share = { index: 0, count: 1 }): Share {
  if (Number.isSafeInteger(count) && Number.isSafeInteger(index) && index >= 0 && index < count)
    return { index, count };
  throw new DataError(`BatchLoader: share must be one of its count, from 0, got index ${index} of ${count}.`);
}
