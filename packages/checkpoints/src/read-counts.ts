/** What reading a file cost, counted by the reader itself. */

/** Counts that a reader adds to as it works, whatever the end; limits in tests are stated in them, not in seconds. */
export interface ReadCounts {
  /** Bytes of memory taken for what the file holds. */
  bytes: number;
  /** Steps of work: operations and values of a pickle, keys of a header, entries of a zip, numbers of a view. */
  operations: number;
}

/** Counts that nobody looks at. */
export function newCounts(): ReadCounts {
  return { bytes: 0, operations: 0 };
}
