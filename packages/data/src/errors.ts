/** The errors of this package that a caller can act on. */

/** A data set that cannot be opened, split or read; the message says what to do. */
export class DataError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DataError";
  }
}

/** One image that could not be decoded. */
export interface BrokenImage {
  /** The image's index in the dataset. */
  readonly index: number;
  /** What the dataset calls the image; for files the path. */
  readonly id: string;
  /** What the decoder or the file system said of it. */
  readonly reason: string;
}

/** Thrown for the first broken image of an epoch when the loader was told to fail. */
export class BrokenImageError extends DataError {
  /** The image that could not be decoded. */
  readonly image: BrokenImage;

  constructor(image: BrokenImage) {
    super(
      `BatchLoader: expected an image that can be decoded, got ${image.id} (${image.reason}). ` +
        'Repair or remove it, or skip what is broken: onBroken: "skip", --on-broken skip.',
    );
    this.name = "BrokenImageError";
    this.image = image;
  }
}
