/** The usual JPEG, of which a window can be decoded: colour, 8 bits, upright. */
import type { JpegDecoder } from "@tresnet/engine/jpeg";
import type { BorrowedPixels } from "../dataset/pixels.ts";
import type { Rectangle } from "../resample/resize.ts";
import type { DecodedPart } from "./decoded-part.ts";
import { type ImageSize, shrinkFactor, sizeProblem } from "./formats/image-size.ts";
import type { TellDamage } from "./formats/tell-damage.ts";
import { jpegHeader } from "./jpeg-header.ts";
import { markerProblem } from "./jpeg-markers.ts";
import { isForQuickJpeg, quickJpeg } from "./quick-jpeg.ts";

/**
 * The size of the image if it is a JPEG in colour, without EXIF and what libjpeg warns of, of a size that is decoded
 * and not shrunk to `shorterSide`.
 */
export function plainJpegSize(bytes: Uint8Array, shorterSide?: number): ImageSize | undefined {
  const header = jpegHeader(bytes);
  if (header?.components !== 3 || header.hasExif || header.isWarnedOf) return undefined;
  return sizeProblem(header) === undefined && shrinkFactor(header, shorterSide) === undefined ? header : undefined;
}

/** What decodes plain JPEGs in the calling thread. */
export interface WindowDecoders {
  /** Whether the calling thread may decode: several times less work than on another thread, but it does the work. */
  readonly inThread?: boolean | undefined;
  /** TensorFlow's decoder, for JPEGs that are not baseline, such as progressive ones. Default: sharp's. */
  readonly jpeg?: JpegDecoder | undefined;
}

/**
 * Decodes a window of a plain JPEG; undefined where that can't be done in this thread: the other decoder then says what
 * is wrong with the file.
 */
export function decodeWindow(
  bytes: Uint8Array,
  { width: imageWidth }: ImageSize,
  window: Rectangle,
  { inThread = false, jpeg, tellDamage }: WindowDecoders & { readonly tellDamage?: TellDamage | undefined },
): DecodedPart<BorrowedPixels> | undefined {
  if (!inThread || !endsAsJpeg(bytes)) return undefined; // cut off; TensorFlow would also print that
  const quick = quickJpeg(bytes, window, tellDamage);
  // TensorFlow's decoder fills in what is damaged without a word: only files that might be whole are given to it.
  if (quick || !jpeg || isForQuickJpeg(bytes, window) || markerProblem(bytes) !== undefined) return quick;
  try {
    const { data, width, left } = jpeg.decode(bytes, window, imageWidth);
    const pixels = { data, width, height: window.height, channels: 3, isBorrowed: true } as const;
    return { pixels, part: { x: left, y: 0, width: window.width, height: window.height }, isSilent: true };
  } catch {
    return undefined;
  }
}

/** Whether the file has its last two bytes: one that was cut off has not. */
export function endsAsJpeg(bytes: Uint8Array): boolean {
  return bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
}
