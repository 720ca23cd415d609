/**
 * Image files to 8-bit pixels, equal to what PIL's `convert("RGB")` makes of them; but PIL makes grey of more than 8
 * bits white, and floats from 0 to 1 black.
 */
import { readWhole, readWholeSync } from "@tresnet/files";
import { ownPixels, type Pixels } from "../dataset/pixels.ts";
import { fileKind } from "../file-kind.ts";
import type { FileKind } from "../picture-format.ts";
import { decodeJpeg } from "./decode-jpeg.ts";
import { decodeBmp } from "./formats/decode-bmp.ts";
import { decodeGif } from "./formats/decode-gif.ts";
import { decodeTiff } from "./formats/decode-tiff.ts";
import { decodeWithSharp } from "./formats/decode-with-sharp.ts";
import type { TellDamage } from "./formats/tell-damage.ts";
import { inTurn } from "./large-images.ts";
import { decodeWindow, plainJpegSize, type WindowDecoders } from "./plain-jpeg.ts";
import { lookForDamage } from "./silent-damage.ts";

/** How an image file is decoded. */
export interface DecodeOptions extends WindowDecoders {
  /**
   * The pixels that the shorter side must keep: JPEGs may then come at a half, a quarter or an eighth of their size,
   * which is fast and not exact. Default: every image comes at its own size.
   */
  readonly shorterSide?: number | undefined;
  /** Is told, in words, of damage to a file that is decoded all the same. */
  readonly tellDamage?: TellDamage | undefined;
  /**
   * The file's path. With it, damage that the fast decoder of the thread does not tell is looked for by another one,
   * when the thread meets the file for the first time.
   */
  readonly name?: string | undefined;
  /** Whether damage is looked for where no pixel needs it, which takes longer. @default false */
  readonly isThorough?: boolean | undefined;
}

/**
 * Reads and decodes one JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF file, whatever its name: uint8 [h, w, 1] if it is grey,
 * else [h, w, 3].
 *
 * Unsigned 16 bits keep their upper 8; floats of 0 to 1 become 0 to 255, other numbers are refused outside of that;
 * alpha is dropped, not blended; CMYK is multiplied out; the EXIF rotation is applied; colour profiles are ignored.
 * @throws Error of the file system or the decoder: no such file, truncated, not an image, 1 × 1, more pixels than PIL
 * decodes.
 */
export async function decodeFile(path: string, options: DecodeOptions = {}): Promise<Pixels> {
  return decodeImage(await readImageFile(path, options), options);
}

/**
 * Decodes the bytes of one JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF file: uint8 [h, w, 1] if it is grey, else [h, w, 3].
 *
 * Unsigned 16 bits keep their upper 8; floats of 0 to 1 become 0 to 255, other numbers are refused outside of that;
 * alpha is dropped, not blended; CMYK is multiplied out; the EXIF rotation is applied; colour profiles are ignored.
 * @throws Error in plain words: what the file is in place of an image, truncated, 1 × 1, more pixels than PIL decodes.
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Pixels> {
  return decodeFor(bytes, (pixels) => pixels, options);
}

/**
 * Decodes as `decodeImage` does, and returns what `use` makes of the pixels. Of images that take much memory one at a
 * time is decoded and used, in all threads together.
 * @throws what `decodeImage` and `use` throw.
 */
export async function decodeFor<T>(
  bytes: Uint8Array,
  use: (pixels: Pixels) => T | Promise<T>,
  options: DecodeOptions = {},
): Promise<T> {
  if (bytes.length === 0) throw new Error("the file is empty");
  const plain = options.inThread ? plainJpegSize(bytes, options.shorterSide) : undefined;
  const decoded =
    plain && decodeWindow(bytes, plain, { x: 0, y: 0, width: plain.width, height: plain.height }, options);
  if (decoded) {
    const used = await use(ownPixels(decoded.pixels));
    if (decoded.isSilent) await lookForDamage(bytes, options);
    return used;
  }
  return inTurn(bytes, async () => use(await decodeByKind(bytes, options)));
}

async function decodeByKind(bytes: Uint8Array, options: DecodeOptions): Promise<Pixels> {
  const kind = fileKind(bytes);
  switch (kind.format) {
    case undefined:
      throw new Error(strange(kind));
    case "bmp":
      return decodeBmp(bytes);
    case "gif":
      return decodeGif(bytes, options.tellDamage);
    case "tiff":
      return decodeTiff(bytes, options);
    case "jpeg":
      return decodeJpeg(bytes, kind, options);
    case "png":
    case "webp":
    case "avif":
      return decodeWithSharp(bytes, kind, options);
    default:
      return kind.format satisfies never;
  }
}

/** What a file is that is no image, or none that is decoded. */
function strange({ what, advice }: FileKind): string {
  return `${what}${advice === undefined ? "" : `; ${advice}`}`;
}

/** The largest picture that is decoded has as many bytes where nothing is packed. */
export const imageLimit = { mostBytes: 2 ** 29 } as const;

/**
 * Reads an image file's bytes, at most 512 MiB; `inThread` reads in the calling thread, as who decodes there should:
 * the way over Node's thread pool costs a third of the decoding.
 * @throws Error whose message is a reason, or that of the system, when the file cannot be read.
 */
export async function readImageFile(
  path: string,
  { inThread }: Pick<DecodeOptions, "inThread"> = {},
): Promise<Uint8Array> {
  return inThread ? readWholeSync(path, imageLimit) : readWhole(path, imageLimit);
}
