/** Decodes no more of an image file than a random crop needs. */
import { readFile } from "node:fs/promises";
import sharp from "sharp";
import type { Pixels } from "./dataset.ts";
import { type DecodeOptions, decodeImage, shrinkFactor, sizeProblem } from "./decode.ts";
import { jpegHeader } from "./jpeg-header.ts";
import type { Rectangle } from "./resize.ts";

/** Pixels, and where in them the wanted part is. */
export interface DecodedPart {
  readonly pixels: Pixels;
  readonly part: Rectangle;
}

/** Chooses a part, once the image's size is known. */
export type ChoosePart = (size: Pick<Pixels, "width" | "height">) => Rectangle;

/**
 * Reads a file and decodes the part that `choose` names; its pixels are those that `decodeFile` gives, to the bit.
 *
 * A JPEG in colour without EXIF is decoded down to the part's last row; any other file whole.
 * @throws what `decodeFile` throws; a JPEG that is broken below the part is not noticed.
 */
export async function decodePart(path: string, choose: ChoosePart, options: DecodeOptions = {}): Promise<DecodedPart> {
  const bytes = await readFile(path);
  const header = jpegHeader(bytes);
  const isPlain = header?.components === 3 && !header.hasExif && sizeProblem(header) === undefined;
  if (!header || !isPlain || shrinkFactor(header, options)) {
    const pixels = await decodeImage(bytes, options);
    return { pixels, part: choose(pixels) };
  }
  const { x, y, width, height } = choose(header);
  const { data } = await sharp(bytes, { failOn: "error", ignoreIcc: true })
    .extract({ left: x, top: y, width, height })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: { data, width, height, channels: 3 }, part: { x: 0, y: 0, width, height } };
}
