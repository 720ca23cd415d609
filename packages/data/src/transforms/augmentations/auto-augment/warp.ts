/** Moves the pixels of an image by an affine map, as Pillow's `transform` with its bilinear filter does, to the bit. */
import type { AnyPixels, Pixels } from "../../../dataset/pixels.ts";

/** The source position of pixel (x, y): (a·x + b·y + c, d·x + e·y + f). */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** uint8 [h, w, 3] → a new image of that size; what lies outside of the source has the colour `fill`. */
export function warp(image: AnyPixels, [a, b, c, d, e, f]: Affine, fill: readonly number[]): Pixels {
  const { data, width, height, channels } = image;
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const xIn = a * (x + 0.5) + b * (y + 0.5) + c;
      const yIn = d * (x + 0.5) + e * (y + 0.5) + f;
      const to = (y * width + x) * channels;
      if (xIn < 0 || xIn >= width || yIn < 0 || yIn >= height) {
        for (let k = 0; k < channels; k++) result[to + k] = fill[k] ?? 0;
        continue;
      }
      const left = Math.floor(xIn - 0.5);
      const top = Math.floor(yIn - 0.5);
      const [dx, dy] = [xIn - 0.5 - left, yIn - 0.5 - top];
      const x0 = Math.max(0, left);
      const x1 = Math.min(width - 1, left + 1);
      const row0 = Math.max(0, top) * width;
      const row1 = Math.min(height - 1, top + 1) * width;
      for (let k = 0; k < channels; k++) {
        const at = (position: number) => data[position * channels + k] ?? 0;
        const upper = at(row0 + x0) + (at(row0 + x1) - at(row0 + x0)) * dx;
        const lower = at(row1 + x0) + (at(row1 + x1) - at(row1 + x0)) * dx;
        result[to + k] = upper + (lower - upper) * dy; // cut, as in C
      }
    }
  }
  return { data: result, width, height, channels };
}

/** The map of a turn by so many degrees against the clock, around the middle. */
export function rotation({ width, height }: Pick<AnyPixels, "width" | "height">, degrees: number): Affine {
  const angle = (-degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [width / 2, height / 2];
  return [cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y];
}
