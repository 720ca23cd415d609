/** Decodes no more of an image file than a random crop needs. */
import sharp from "sharp";
import type { Pixels } from "../dataset/pixels.ts";
import type { Rectangle } from "../resample/resize.ts";
import { type DecodeOptions, decodeFor, readImageFile } from "./decode.ts";
import type { DecodedPart } from "./decoded-part.ts";
import { tolerant } from "./formats/decode-with-sharp.ts";
import type { ImageSize } from "./formats/image-size.ts";
import { inTurn } from "./large-images.ts";
import { decodeWindow, endsAsJpeg, plainJpegSize } from "./plain-jpeg.ts";
import { lookForDamage } from "./silent-damage.ts";

/** Chooses a part, once the image's size is known. */
export type ChoosePart = (size: ImageSize) => Rectangle;

/**
 * Reads a file and decodes the part that `choose` names, for `use`; the pixels are those that `decodeFile` gives, to
 * the bit.
 *
 * A JPEG in colour without EXIF is decoded down to the part's last row; any other file whole.
 * @throws what `decodeFile` throws; a JPEG that is broken below the part is not noticed.
 */
export async function decodePart<T>(
  path: string,
  choose: ChoosePart,
  use: (decoded: DecodedPart) => T,
  options: DecodeOptions = {},
): Promise<T> {
  const bytes = await readImageFile(path, options);
  const size = plainJpegSize(bytes, options.shorterSide);
  // What is cut off is decoded whole, so that it is found broken wherever the part lies.
  if (!size || !endsAsJpeg(bytes)) {
    return decodeFor(bytes, (pixels) => use({ pixels, part: choose(pixels) }), options);
  }
  const window = choose(size);
  const decoded = decodeWindow(bytes, size, window, options);
  if (!decoded) return inTurn(bytes, async () => use(await extract(bytes, window, options)));
  const used = use(decoded); // at once: the pixels are borrowed
  if (decoded.isSilent) await lookForDamage(bytes, { ...options, name: path });
  return used;
}

async function extract(
  bytes: Uint8Array,
  { x, y, width, height }: Rectangle,
  { tellDamage }: DecodeOptions,
): Promise<DecodedPart<Pixels>> {
  const { data } = await tolerant({ format: "jpeg", what: "a JPEG" }, tellDamage, (failOn) =>
    sharp(bytes, { failOn, limitInputPixels: false, ignoreIcc: true })
      .extract({ left: x, top: y, width, height })
      .toColourspace("srgb")
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  return { pixels: { data, width, height, channels: 3 }, part: { x: 0, y: 0, width, height } };
}
