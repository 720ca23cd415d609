/** Decoded pixels, and whose memory they are in: the owner's to keep, or lent until the next image is made. */

interface PixelRows {
  /** The rows from the top, each pixel's channels one after another: uint8, length height · width · channels. */
  readonly data: Uint8Array;
  /** Columns, at least 1. */
  readonly width: number;
  /** Rows, at least 1. */
  readonly height: number;
  /** Channels of a pixel: 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
}

/** Decoded 8-bit pixels, grey or RGB: uint8 [height, width, channels] in memory that is theirs alone. */
export interface Pixels extends PixelRows {
  /** Absent: borrowed pixels can't be given where these are expected. */
  readonly isBorrowed?: undefined;
}

/**
 * Pixels in memory that the next image is written to, that of the WebAssembly or of a decoder: to be used at once, or
 * copied by `ownPixels`.
 */
export interface BorrowedPixels extends PixelRows {
  readonly isBorrowed: true;
}

/** Pixels to be used at once, in whatever memory they are. */
export type AnyPixels = Pixels | BorrowedPixels;

/** Returns pixels that may be kept: a copy of borrowed ones, and others as they are. */
export function ownPixels(pixels: AnyPixels): Pixels {
  if (!pixels.isBorrowed) return pixels;
  const { data, width, height, channels } = pixels;
  return { data: data.slice(), width, height, channels };
}
