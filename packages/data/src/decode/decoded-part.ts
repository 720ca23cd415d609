/** A part of an image file, decoded. */
import type { AnyPixels } from "../dataset/pixels.ts";
import type { Rectangle } from "../resample/resize.ts";

/** Decoded pixels that hold the wanted part, and where in them it is. */
export interface DecodedPart<Image extends AnyPixels = AnyPixels> {
  readonly pixels: Image;
  readonly part: Rectangle;
  /** Whether the decoder fills in what is damaged without telling of it. @default false */
  readonly isSilent?: boolean;
}
