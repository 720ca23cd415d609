/** The objects of an image that was made ready for a detector. */
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";
import type { PlacedBoxes } from "../../transforms/boxes/box-placement.ts";

/** The objects of one image of a batch, in pixels of the network's input, and how the image lies in it. */
export interface BatchObjects extends PlacedBoxes {
  /**
   * The part of the input that is the image: at its upper left corner in evaluation; in training all of the input,
   * whatever lies in it.
   */
  readonly imageSize: PixelSize;
  /** The size of the image before: boxes found in the input are brought back to it per axis. */
  readonly originalSize: PixelSize;
}
