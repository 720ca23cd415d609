/** An input that parts of images are laid into. */
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";
import type { AnyPixels, Pixels } from "../../dataset/pixels.ts";
import type { ChannelValues } from "../channel-values.ts";

/** A colour image of this size, all of it of the mean's colour. */
export function emptyCanvas({ width, height }: PixelSize, mean: ChannelValues): Pixels {
  const data = new Uint8Array(width * height * 3);
  const color = mean.map((value) => Math.min(255, Math.max(0, Math.round(255 * value))));
  if (color.every((value) => value === color[0])) data.fill(color[0] ?? 0);
  else {
    const row = Uint8Array.from({ length: width * 3 }, (_, at) => color[at % 3] ?? 0);
    for (let y = 0; y < height; y++) data.set(row, y * row.length);
  }
  return { data, width, height, channels: 3 };
}

/** Lays an image into a colour canvas; what does not fit is an error of the caller. */
export function layInto(canvas: Pixels, image: AnyPixels, left: number, top: number): void {
  const { width, height, channels, data } = image;
  for (let y = 0; y < height; y++) {
    const to = ((top + y) * canvas.width + left) * 3;
    const row = data.subarray(y * width * channels, (y + 1) * width * channels);
    if (channels === 3) canvas.data.set(row, to);
    else for (let x = 0; x < width; x++) canvas.data.fill(row[x] ?? 0, to + 3 * x, to + 3 * x + 3);
  }
}
