/** From an image's pixels to what the model gets: as evaluation does where it was trained, to the bit. */
import { evalCrop, normalizationTable } from "@tresnet/data/evaluation";
import type { Preprocessing } from "./description.ts";

/** Decoded pixels: red, green and blue, or grey, one after another, without alpha. */
export interface ImagePixels {
  /** uint8, height · width · channels values, the rows from the top. */
  readonly data: Uint8Array;
  /** Columns, at least 1. */
  readonly width: number;
  /** Rows, at least 1. */
  readonly height: number;
  /** 3 for colours, 1 for grey. */
  readonly channels: 1 | 3;
}

/** Crops, resizes and normalizes an image: float32 [imgSize, imgSize, 3]. */
export function prepareImage(image: ImagePixels, preprocessing: Preprocessing): Float32Array {
  const { imgSize: size, cropMode: mode, cropPct, interpolation, mean, std } = preprocessing;
  const { data, channels } = evalCrop(image, { size, mode, cropPct, interpolation, mean });
  const table = normalizationTable(mean, std);
  const pixels = size * size;
  const values = new Float32Array(3 * pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const byte = data[pixel * channels + (channels === 3 ? channel : 0)] ?? 0;
      values[3 * pixel + channel] = table[256 * channel + byte] ?? 0;
    }
  }
  return values;
}
