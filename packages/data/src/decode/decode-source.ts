/** The pixels of an image, wherever it comes from. */
import type { ImageSource } from "../dataset/dataset.ts";
import type { AnyPixels, Pixels } from "../dataset/pixels.ts";
import { copyRectangle, type Rectangle } from "../resample/resize.ts";
import { type DecodeOptions, decodeFile } from "./decode.ts";
import { wholeImage } from "./recent-images.ts";

/**
 * Returns the pixels of an image: those in memory as they are, those of a file decoded as `decodeFile` does, and of a
 * part of a file that part alone.
 * @throws Error of the file system or the decoder; when the part lies outside of the file's image.
 */
export async function decodeSource(source: ImageSource, options: DecodeOptions = {}): Promise<Pixels> {
  switch (source.kind) {
    case "pixels":
      return source;
    case "file":
      return decodeFile(source.path, options);
    case "window":
      return cutOut(requireInside(await wholeImage(source.path, options), source.window), source.window);
    default:
      return source satisfies never;
  }
}

/** Returns the image if the window lies inside of it. @throws Error that says what is wrong. */
export function requireInside<T extends AnyPixels>(image: T, { x, y, width, height }: Rectangle): T {
  if (x >= 0 && y >= 0 && x + width <= image.width && y + height <= image.height) return image;
  throw new Error(
    `the image has ${image.width} × ${image.height} pixels, and a part of ${width} × ${height} at (${x}, ${y}) is asked for`,
  );
}

/** A copy of a part of an image. */
export function cutOut(image: AnyPixels, { x, y, width, height }: Rectangle): Pixels {
  const { channels } = image;
  const part: Pixels = { data: new Uint8Array(width * height * channels), width, height, channels };
  copyRectangle(image, x, y, part);
  return part;
}
