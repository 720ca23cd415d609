/** Image files to 8-bit pixels, equal to what PIL's `convert("RGB")` makes of them. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { ownPixels, type Pixels } from "../dataset/pixels.ts";
import { shrinkFactor, sizeProblem } from "./image-size.ts";
import { decodeWindow, plainJpegSize, type WindowDecoders } from "./plain-jpeg.ts";

// One image per thread of ours: libvips' own threads and its cache of results would only stand in the way.
sharp.concurrency(1);
sharp.cache(false);

/** How an image file is decoded. */
export interface DecodeOptions extends WindowDecoders {
  /**
   * The pixels that the shorter side must keep: JPEGs may then come at a half, a quarter or an eighth of their size,
   * which is fast and not exact. Default: every image comes at its own size.
   */
  readonly shorterSide?: number | undefined;
}

/**
 * Reads and decodes one JPEG, PNG, WebP, GIF, TIFF or AVIF file: uint8 [h, w, 1] if it is grey, else [h, w, 3].
 *
 * 16 bits keep their upper 8; alpha is dropped, not blended; CMYK is multiplied out; the EXIF rotation is applied;
 * colour profiles are ignored.
 * @throws Error of the file system or the decoder: no such file, truncated, not an image, 1 × 1, more pixels than PIL
 * decodes.
 */
export async function decodeFile(path: string, options: DecodeOptions = {}): Promise<Pixels> {
  return decodeImage(await readBytes(path, options), options);
}

/**
 * Decodes the bytes of one JPEG, PNG, WebP, GIF, TIFF or AVIF file: uint8 [h, w, 1] if it is grey, else [h, w, 3].
 *
 * 16 bits keep their upper 8; alpha is dropped, not blended; CMYK is multiplied out; the EXIF rotation is applied;
 * colour profiles are ignored.
 * @throws Error of the decoder: truncated, not an image, 1 × 1, more pixels than PIL decodes.
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Pixels> {
  if (bytes.length === 0) throw new Error("the file is empty");
  const plain = options.inThread ? plainJpegSize(bytes, options.shorterSide) : undefined;
  const decoded =
    plain && decodeWindow(bytes, plain, { x: 0, y: 0, width: plain.width, height: plain.height }, options);
  if (decoded) return ownPixels(decoded.pixels);
  const image = sharp(bytes, {
    failOn: "error",
    limitInputPixels: false, // refused below, in words that say by how much
    ignoreIcc: true,
    autoOrient: true,
  });
  const { space, format, autoOrient } = await image.metadata();
  const problem = sizeProblem(autoOrient);
  if (problem !== undefined) throw new Error(problem);
  if (format === "jpeg") shrink(image, autoOrient, options);
  switch (space) {
    case "cmyk":
      image.pipelineColourspace("cmyk").toColourspace("cmyk");
      break;
    case "grey16": // libvips would round it to 8 bits, where 16-bit colour is cut
      image.removeAlpha().toColourspace("grey16");
      break;
    default:
      image.removeAlpha().toColourspace(space === "b-w" ? "b-w" : "srgb");
  }
  const depth = space === "grey16" ? "ushort" : "uchar";
  const { data, info } = await image.raw({ depth }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (space === "cmyk" && channels === 4) return { data: multiplyInks(data), width, height, channels: 3 };
  if (space === "grey16" && channels === 1) return { data: upperBytes(data), width, height, channels };
  if (channels === 1 || channels === 3) return { data, width, height, channels };
  throw new Error(`expected 1 or 3 colour channels, got ${channels} (${space})`);
}

/**
 * A file's bytes. Who decodes in this thread also reads in it: the way over Node's thread pool costs a third of the
 * decoding.
 */
export async function readBytes(path: string, { inThread }: DecodeOptions): Promise<Uint8Array> {
  return inThread ? readFileSync(path) : readFile(path);
}

/** Has the JPEG decoder leave out what a smaller image does not need; it can do so in powers of two up to 8. */
function shrink(
  image: Sharp,
  { width, height }: { width: number; height: number },
  { shorterSide }: DecodeOptions,
): void {
  const factor = shrinkFactor({ width, height }, shorterSide);
  if (!factor) return;
  image.resize({
    width: Math.floor(width / factor),
    height: Math.floor(height / factor),
    fit: "fill",
    kernel: "linear",
  });
}

/** The upper halves of 16-bit numbers in this machine's byte order. */
function upperBytes(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(new Uint16Array(new Uint8Array(bytes).buffer), (word) => word >> 8);
}

/** CMYK → RGB as PIL does it: each of red, green, blue is what its ink and black let through. */
function multiplyInks(inks: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((inks.length / 4) * 3);
  for (let from = 0, to = 0; from < inks.length; from += 4) {
    const light = 255 - (inks[from + 3] ?? 0);
    for (let ink = 0; ink < 3; ink++) rgb[to++] = Math.round((light * (255 - (inks[from + ink] ?? 0))) / 255);
  }
  return rgb;
}
