/** From an image's pixels to what the model gets: as evaluation does where it was trained, to the bit. */
import { evalCrop } from "@tresnet/data/evaluation";
import { type ImagePixels, normalizePixels } from "../image-pixels.ts";
import type { Preprocessing } from "./description.ts";

/** Crops, resizes and normalizes an image: float32 [imgSize, imgSize, 3]. */
export function prepareImage(image: ImagePixels, preprocessing: Preprocessing): Float32Array {
  const { imgSize: size, cropMode: mode, cropPct, interpolation, mean, std } = preprocessing;
  return normalizePixels(evalCrop(image, { size, mode, cropPct, interpolation, mean }), mean, std);
}
