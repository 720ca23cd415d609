/** JPEGs by libjpeg, with all that is wrong with them. */
import type { Pixels } from "../dataset/pixels.ts";
import type { FileKind } from "../picture-format.ts";
import { decodeWithSharp, type SharpDecodeOptions } from "./formats/decode-with-sharp.ts";
import { jpegHeader } from "./jpeg-header.ts";
import { markerProblem } from "./jpeg-markers.ts";
import { quickJpeg } from "./quick-jpeg.ts";

/**
 * Decodes a JPEG, and tells of one damage to it: what libjpeg warns of, and where that is asked for, what it would at
 * the end of the file, to which libvips does not read.
 * @throws Error in plain words.
 */
export async function decodeJpeg(bytes: Uint8Array, kind: FileKind, options: SharpDecodeOptions): Promise<Pixels> {
  const { tellDamage, isThorough } = options;
  if (!tellDamage || !isThorough) return decodeWithSharp(bytes, kind, options);
  let isTold = false;
  const tell = (words: string) => {
    isTold = true;
    tellDamage(words);
  };
  const pixels = await decodeWithSharp(bytes, kind, { ...options, tellDamage: tell });
  if (isTold) return pixels;
  const problem = markerProblem(bytes);
  if (problem !== undefined) tellDamage(`the JPEG is damaged (${problem})`);
  else readToEnd(bytes, tellDamage);
  return pixels;
}

/** Reads over a baseline JPEG's blocks to the last row, which finds what is left after it. */
function readToEnd(bytes: Uint8Array, tellDamage: (words: string) => void): void {
  const header = jpegHeader(bytes);
  if (header) quickJpeg(bytes, { x: 0, y: header.height - 1, width: header.width, height: 1 }, tellDamage);
}
