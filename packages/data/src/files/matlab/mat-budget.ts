/** How much a MATLAB file may unpack to: label files are small, and what a file claims costs nothing to write. */

/**
 * The most that one file may hold: bytes after unpacking, numbers and characters together, and arrays, those inside of
 * cells and structs too. Stanford Cars, the largest that is read here, has 5 MB, 1 million and 150,000.
 */
export const matLimits = { bytes: 64 * 2 ** 20, numbers: 8 * 2 ** 20, arrays: 2 ** 20 } as const;

/** The most letters in the name of a variable or field; MATLAB itself stops at 63. */
export const longestName = 255;

/** The most axes of an array. */
export const mostAxes = 32;

/** What has been taken of a file so far. */
export type MatCounts = { -readonly [kind in keyof typeof matLimits]: number };

/** A count of nothing. */
export function noCounts(): MatCounts {
  return { bytes: 0, numbers: 0, arrays: 0 };
}
