/** How evaluation makes an image ready for a model, in timm's words. */

/**
 * Which part of an image is looked at. "center": the shorter side is brought to ⌊size / cropPct⌋, and the middle is
 * taken; "squash": both sides are, and the middle is taken; "squish": both sides are brought to the size, which is
 * timm's "squash" with a `cropPct` of 1; "border": the longer side is, and what is missing is filled with the mean.
 */
export const cropModes = ["center", "squish", "squash", "border"] as const;

/** A part of an image that evaluation looks at: one of `cropModes`. */
export type CropMode = (typeof cropModes)[number];

/** The filters that images are resized with, as Pillow has them. */
export const interpolations = ["bilinear", "bicubic", "lanczos", "box", "hamming", "nearest"] as const;

/** A filter that images are resized with: one of `interpolations`. */
export type Interpolation = (typeof interpolations)[number];

/** The settings by which evaluation makes a model's images. */
export interface ImagePreparation {
  /** The side of the square that the model gets, pixels. */
  readonly imgSize: number;
  /** The share of the resized side that the crop keeps, above 0 to 1. */
  readonly cropPct: number;
  /** Which part of the image is looked at. */
  readonly cropMode: CropMode;
  /** The filter that the image is resized with. */
  readonly interpolation: Interpolation;
  /** The number subtracted from each channel, whose values run from 0 to 1. */
  readonly mean: readonly number[];
  /** The number that each channel is divided by afterwards, above 0. */
  readonly std: readonly number[];
}
