/** An image's pixels, and how they become what a network takes. */
import { normalizationTable } from "@tresnet/data/evaluation";
import type { ChannelValues } from "./description-fields.ts";

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

/** Normalizes pixels as where the model was trained, to the bit: uint8 [h, w, 1 or 3] → float32 [h, w, 3]. */
export function normalizePixels(
  { data, width, height, channels }: ImagePixels,
  mean: ChannelValues,
  std: ChannelValues,
): Float32Array {
  const table = normalizationTable(mean, std);
  const values = new Float32Array(3 * width * height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const byte = data[pixel * channels + (channels === 3 ? channel : 0)] ?? 0;
      values[3 * pixel + channel] = table[256 * channel + byte] ?? 0;
    }
  }
  return values;
}
