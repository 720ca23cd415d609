/** Flips and quarter turns: the eight ways to lay an image down. */
import type { AnyPixels } from "../dataset/pixels.ts";

/** Mirrorings of an image. */
export interface Flips {
  /** Whether left and right change places. */
  readonly flipX: boolean;
  /** Whether top and bottom change places. */
  readonly flipY: boolean;
}

/** One of the eight ways to lay an image down. */
export interface Orientation extends Flips {
  /** Whether rows and columns change places, before the flips. */
  readonly transpose: boolean;
}

/** Lays an image down another way; the same object comes back if nothing changes. */
export function orient(image: AnyPixels, { flipX, flipY, transpose }: Orientation): AnyPixels {
  if (!flipX && !flipY && !transpose) return image;
  const { data, channels } = image;
  const [width, height] = transpose ? [image.height, image.width] : [image.width, image.height];
  const oriented = { data: new Uint8Array(data.length), width, height, channels };
  const alongX = (transpose ? image.width : 1) * channels;
  const alongY = (transpose ? 1 : image.width) * channels;
  const stepX = flipX ? -alongX : alongX;
  const origin = flipX ? (width - 1) * alongX : 0;
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = origin + (flipY ? height - 1 - y : y) * alongY;
    for (let x = 0; x < width; x++, from += stepX) {
      oriented.data[to++] = data[from] ?? 0;
      if (channels === 1) continue;
      oriented.data[to++] = data[from + 1] ?? 0;
      oriented.data[to++] = data[from + 2] ?? 0;
    }
  }
  return oriented;
}
