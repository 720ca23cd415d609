/** An image in a detector's input, as evaluation places it: pure, so that browsers do the same. */
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";
import type { AnyPixels, Pixels } from "../../dataset/pixels.ts";
import { type Rectangle, resize } from "../../resample/resize.ts";
import { type BoxPlacement, evalBoxPlacement } from "./box-placement.ts";
import type { EvalBoxesTransform } from "./box-transform.ts";
import { emptyCanvas, layInto } from "./canvas.ts";

/** How a detector's input is filled. */
export type BoxInputOptions = Pick<EvalBoxesTransform, "size" | "fit" | "mean">;

/** A detector's input, and where the image lies in it. */
export interface FilledInput {
  /** What the input holds, uint8 [height, width, 3], not normalized yet. */
  readonly pixels: Pixels;
  /** The part of the input that is the image, at its upper left corner. */
  readonly imageSize: PixelSize;
  /** The size of what was placed: boxes found in the input are brought back to it per axis. */
  readonly originalSize: PixelSize;
}

/** Places a part of an image, all of it by default, as evaluation does; nothing is random. */
export function evalBoxInput(
  image: AnyPixels,
  options: BoxInputOptions,
  part: Rectangle = { x: 0, y: 0, width: image.width, height: image.height },
): FilledInput {
  const originalSize = { width: part.width, height: part.height };
  const placed = evalBoxPlacement(originalSize, options);
  const pixels = emptyCanvas(options.size, options.mean);
  layInto(pixels, evalPart(image, { ...placed, crop: part }), 0, 0);
  return { pixels, imageSize: placed.scaled, originalSize };
}

/** The part as evaluation sees it: resized as PIL's BILINEAR does, to the bit. */
export function evalPart(image: AnyPixels, { crop, scaled }: BoxPlacement): AnyPixels {
  return resize(image, { crop, scaled, window: { x: 0, y: 0, ...scaled } });
}
