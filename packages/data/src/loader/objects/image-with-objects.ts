/** An image on its way to a detector. */
import type { ImageSource } from "../../dataset/dataset.ts";
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";
import type { PlacedBoxes } from "../../transforms/boxes/box-placement.ts";

/** An image, and what is on it. */
export interface ImageWithObjects {
  /** Where its pixels come from. */
  readonly source: ImageSource;
  /** Its objects, in pixels of the image at its own size. */
  readonly objects: PlacedBoxes;
  /** Its own size; must be known where its pixels may be smaller. */
  readonly size?: PixelSize | undefined;
  /** Whether the pixels have been through the evaluation transform before. */
  readonly isTransformed?: boolean | undefined;
  /** Other images, for a mosaic or to paste from. */
  readonly partners?: readonly ImageWithObjects[] | undefined;
}
