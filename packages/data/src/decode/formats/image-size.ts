/** Which images are decoded, and at what part of their size. */
import type { Pixels } from "../../dataset/pixels.ts";

export type ImageSize = Pick<Pixels, "width" | "height">;

/** Images with more pixels than this are refused before they are decoded; PIL's limit. */
const maximumPixels = 178_956_970;

/** Why an image of this size is not decoded; undefined if it is. */
export function sizeProblem({ width, height }: ImageSize): string | undefined {
  const pixels = width * height;
  if (pixels > 1 && pixels <= maximumPixels) return undefined;
  const size = `${width.toLocaleString("en-US")} × ${height.toLocaleString("en-US")} pixels`;
  if (pixels <= 1) return `the image has ${size}: a placeholder, no picture`;
  return `the image has ${size}, and no more than ${maximumPixels.toLocaleString("en-US")} are decoded; scale it down`;
}

/**
 * By how much a JPEG is to be shrunk so that its shorter side still has so many pixels: 2, 4 or 8, or undefined if not
 * at all.
 */
export function shrinkFactor({ width, height }: ImageSize, shorterSide = Number.POSITIVE_INFINITY): number | undefined {
  return [8, 4, 2].find((each) => Math.floor(Math.min(width, height) / each) >= shorterSide);
}
