/** One decoded image through a transform, up to the 8-bit pixels that are then normalized. */

import type { Pixels } from "../dataset/dataset.ts";
import type { Random } from "../random.ts";
import { type Orientation, orient } from "../resample/orient.ts";
import { type Rectangle, resize } from "../resample/resize.ts";
import { autoAugment } from "./auto-augment/auto-augment.ts";
import { jitterColors } from "./color-jitter.ts";
import { cutOut } from "./cutout.ts";
import { evalPlacement } from "./eval-placement.ts";
import { eraseRandomly } from "./random-erasing.ts";
import { paddedCrop, randomPart, scalePart } from "./train-crop.ts";
import type { EvalTransform, TrainTransform } from "./transform.ts";

/** uint8 [h, w, c] → uint8 [size, size, c]; nothing is random. */
export function applyEvalTransform(image: Pixels, transform: Pick<EvalTransform, "size" | "mode" | "cropPct">): Pixels {
  return resize(image, evalPlacement(image, transform));
}

/**
 * uint8 [h, w, c] → uint8 [size, size, c or 3]; the draws alone decide what happens, and the source is left as it is.
 */
export function applyTrainTransform(image: Pixels, transform: TrainTransform, draws: Random): Pixels {
  const { size, crop } = transform;
  if (crop.kind === "random-resized") {
    const rendered = renderCrop(image, randomPart(image, crop.scale, crop.ratio, draws), transform, draws);
    return { ...rendered, data: rendered.data.slice() };
  }
  const cropped =
    crop.kind === "evaluation" ? applyEvalTransform(image, { ...crop, size }) : paddedCrop(image, size, crop, draws);
  return augment(orient(cropped, drawOrientation(transform, draws)), transform, draws);
}

/**
 * What follows on the choice of a random part: scaling, flips, turns, colours and hole; the result is [size, size, c or
 * 3], maybe in memory that the next image is written to.
 */
export function renderCrop(image: Pixels, part: Rectangle, transform: TrainTransform, draws: Random): Pixels {
  const { transpose, ...flips } = drawOrientation(transform, draws);
  if (!transpose) return augment(scalePart(image, part, transform.size, flips), transform, draws);
  const upright = scalePart(image, part, transform.size);
  return augment(orient(upright, { transpose, ...flips }), transform, draws);
}

function drawOrientation({ hflip, vflip, quarterTurns }: TrainTransform, draws: Random): Orientation {
  const flipX = draws.next() < hflip;
  const flipY = draws.next() < vflip;
  const turns = quarterTurns ? draws.integer(4) : 0;
  return {
    transpose: turns % 2 === 1,
    flipX: flipX !== (turns === 1 || turns === 2),
    flipY: flipY !== (turns === 2 || turns === 3),
  };
}

/** Policy, colours, hole and erasing, maybe in place. */
function augment(image: Pixels, transform: TrainTransform, draws: Random): Pixels {
  const { autoAugment: policy, colorJitter, cutout, randomErasing = 0, mean } = transform;
  const changed = policy ? autoAugment(repeatGrey(image), policy, mean, draws) : image;
  if (colorJitter) jitterColors(changed, colorJitter, draws);
  const colored = cutout || randomErasing > 0 ? repeatGrey(changed) : changed;
  if (cutout) cutOut(colored, cutout, mean, draws);
  if (randomErasing > 0) eraseRandomly(colored, randomErasing, mean, draws);
  return colored;
}

function repeatGrey(image: Pixels): Pixels {
  if (image.channels === 3) return image;
  const data = new Uint8Array(image.data.length * 3);
  for (const [pixel, value] of image.data.entries()) data.fill(value, pixel * 3, pixel * 3 + 3);
  return { ...image, data, channels: 3 };
}
