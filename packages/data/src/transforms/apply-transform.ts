/** One decoded image through a transform, up to the 8-bit pixels that are then normalized. */

import { type AnyPixels, ownPixels, type Pixels } from "../dataset/pixels.ts";
import type { Random } from "../random.ts";
import { orient } from "../resample/orient.ts";
import type { Rectangle } from "../resample/resize.ts";
import { augmentationRows } from "./augmentations/augmentations.ts";
import { drawOrientation } from "./draw-orientation.ts";
import { evalCrop } from "./eval-crop.ts";
import { paddedCrop, randomPart, scalePart } from "./train-crop.ts";
import type { TrainTransform } from "./transform.ts";

/**
 * uint8 [h, w, c] → uint8 [size, size, c or 3]; the draws alone decide what happens, and the source is left as it is.
 */
export function applyTrainTransform(image: AnyPixels, transform: TrainTransform, draws: Random): Pixels {
  const { size, crop } = transform;
  if (crop.kind === "random-resized") {
    return ownPixels(renderCrop(image, randomPart(image, crop.scale, crop.ratio, draws), transform, draws));
  }
  const cropped =
    crop.kind === "evaluation" ? evalCrop(image, { ...crop, size }) : paddedCrop(image, size, crop, draws);
  return ownPixels(augment(orient(cropped, drawOrientation(transform, draws)), transform, draws));
}

/**
 * What follows on the choice of a random part: scaling, flips, turns and augmentations; the result is [size, size, c or
 * 3].
 */
export function renderCrop(image: AnyPixels, part: Rectangle, transform: TrainTransform, draws: Random): AnyPixels {
  const { transpose, ...flips } = drawOrientation(transform, draws);
  if (!transpose) return augment(scalePart(image, part, transform.size, flips), transform, draws);
  const upright = scalePart(image, part, transform.size);
  return augment(orient(upright, { transpose, ...flips }), transform, draws);
}

/** The augmentations in the order of their table, maybe in place. */
function augment(image: AnyPixels, transform: TrainTransform, draws: Random): AnyPixels {
  const context = { mean: transform.mean, draws };
  return augmentationRows.reduce((changed, augmentation) => augmentation.apply(changed, transform, context), image);
}
