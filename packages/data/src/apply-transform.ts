/** One decoded image through a transform, up to the 8-bit pixels that are then normalized. */
import { jitterColors } from "./color-jitter.ts";
import { cutOut } from "./cutout.ts";
import type { Pixels } from "./dataset.ts";
import { evalPlacement } from "./eval-placement.ts";
import { orient } from "./orient.ts";
import type { Random } from "./random.ts";
import { resize } from "./resize.ts";
import { trainCrop } from "./train-crop.ts";
import type { EvalTransform, TrainTransform } from "./transform.ts";

/** uint8 [h, w, c] → uint8 [size, size, c]; nothing is random. */
export function applyEvalTransform(image: Pixels, transform: EvalTransform): Pixels {
  return resize(image, evalPlacement(image, transform));
}

/** uint8 [h, w, c] → uint8 [size, size, c or 3]; the draws alone decide what happens, and the source is left as it is. */
export function applyTrainTransform(image: Pixels, transform: TrainTransform, draws: Random): Pixels {
  return augment(trainCrop(image, transform.size, transform.crop, draws), transform, draws);
}

/** What follows on the crop: flips, turns, colours and hole; uint8 [size, size, c] → uint8 [size, size, c or 3], maybe in place. */
export function augment(cropped: Pixels, transform: TrainTransform, draws: Random): Pixels {
  const { hflip, vflip, quarterTurns, colorJitter, cutout, mean } = transform;
  const flipX = draws.next() < hflip;
  const flipY = draws.next() < vflip;
  const turns = quarterTurns ? draws.integer(4) : 0;
  const turned = orient(cropped, {
    transpose: turns % 2 === 1,
    flipX: flipX !== (turns === 1 || turns === 2),
    flipY: flipY !== (turns === 2 || turns === 3),
  });
  if (colorJitter) jitterColors(turned, colorJitter, draws);
  const colored = cutout ? repeatGrey(turned) : turned;
  if (cutout) cutOut(colored, cutout, mean, draws);
  return colored;
}

function repeatGrey(image: Pixels): Pixels {
  if (image.channels === 3) return image;
  const data = new Uint8Array(image.data.length * 3);
  for (const [pixel, value] of image.data.entries()) data.fill(value, pixel * 3, pixel * 3 + 3);
  return { ...image, data, channels: 3 };
}
