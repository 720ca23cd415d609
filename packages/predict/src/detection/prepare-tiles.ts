/** From an image's pixels to what a detector gets: as evaluation does where it was trained, to the bit. */
import { evalBoxInput, tileWindows } from "@tresnet/data/evaluation";
import { type ImagePixels, normalizePixels } from "../image-pixels.ts";
import type { DetectorPreprocessing, DetectorTiles } from "./detector-description.ts";

/** A part of an image, pixels. */
export interface ImageWindow {
  /** The column of its upper left corner. */
  readonly x: number;
  /** The row of that corner. */
  readonly y: number;
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** The parts of an image that a detector looks at one by one: all of it, or tiles that overlap. */
export function windowsOf({ width, height }: ImagePixels, tile: DetectorTiles | undefined): readonly ImageWindow[] {
  return tile === undefined ? [{ x: 0, y: 0, width, height }] : tileWindows({ width, height }, tile.size, tile.overlap);
}

/** Places a part of an image in the detector's input, and normalizes it: float32 [height, width, 3]. */
export function prepareWindow(image: ImagePixels, window: ImageWindow, preprocessing: DetectorPreprocessing) {
  const { size, fit, mean, std } = preprocessing;
  const { pixels, imageSize, originalSize } = evalBoxInput(image, { size, fit, mean }, window);
  return { values: normalizePixels(pixels, mean, std), placement: { imageSize, originalSize } };
}
