/** Where the pixels of an image lie in a network's input. */
import type { Size } from "@tresnet/boxes";

/** An image's place in the input: at the upper left corner, with what is right of it and below it filled up. */
export interface Placement {
  /** The part of the input that is the image, pixels. */
  readonly imageSize: Size;
  /** The image's size before it was resized, pixels: boxes are given in these. */
  readonly originalSize: Size;
}

/** Places an image in an input as large as it fits without a change of its proportions. */
export function letterboxPlacement(original: Size, input: Size): Placement {
  const scale = Math.min(input.height / original.height, input.width / original.width);
  const scaled = (side: number, limit: number) => Math.min(limit, Math.max(1, Math.round(side * scale)));
  return {
    imageSize: { height: scaled(original.height, input.height), width: scaled(original.width, input.width) },
    originalSize: { height: original.height, width: original.width },
  };
}
