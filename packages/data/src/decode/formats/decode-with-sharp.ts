/** The formats that libvips decodes. */
import sharp, { type Sharp } from "sharp";
import type { Pixels } from "../../dataset/pixels.ts";
import type { FileKind } from "../../picture-format.ts";
import { shrinkFactor, sizeProblem } from "./image-size.ts";
import type { TellDamage } from "./tell-damage.ts";

// One image per thread of ours: libvips' own threads and its cache of results would only stand in the way.
sharp.concurrency(1);
sharp.cache(false);

/** How libvips decodes. */
export interface SharpDecodeOptions {
  readonly shorterSide?: number | undefined;
  readonly tellDamage?: TellDamage | undefined;
  /** Whether damage is looked for where no pixel needs it, which takes longer. @default false */
  readonly isThorough?: boolean | undefined;
}

/** What libvips may forgive: nothing, or what libjpeg decodes with a warning. */
type FailOn = "warning" | "error";

/**
 * Decodes a file of a kind that is decoded: uint8 [h, w, 1] if it is grey, else [h, w, 3].
 * @throws Error in plain words.
 */
export async function decodeWithSharp(
  bytes: Uint8Array,
  kind: FileKind,
  options: SharpDecodeOptions = {},
): Promise<Pixels> {
  return tolerant(kind, options.tellDamage, (failOn) => decode(bytes, failOn, options));
}

/**
 * Decodes without forgiving anything, and where that fails with as much as PIL forgives; then tells of the damage.
 *
 * Other formats than JPEG warn of what is no damage, such as tags that a library does not know.
 * @throws Error in plain words.
 */
export async function tolerant<T>(
  kind: FileKind,
  tellDamage: TellDamage = () => undefined,
  work: (failOn: FailOn) => Promise<T>,
): Promise<T> {
  const name = kind.what.replace(/^an? /, "the ");
  const inWords = (error: unknown) => {
    if (error instanceof OwnWordsError) throw error;
    if (kind.failure !== undefined) throw new Error(kind.failure, { cause: error });
    const reason = reasonOf(error);
    if (/unsupported(?! image format)/i.test(reason)) {
      throw new Error(`${name} is of a kind that this build cannot decode ("${reason}"): save it anew`, {
        cause: error,
      });
    }
    throw new Error(`${name} is cut off or damaged ("${reason}")`, { cause: error });
  };
  if (kind.format !== "jpeg") return work("error").catch(inWords);
  try {
    return await work("warning");
  } catch (warning) {
    const decoded = await work("error").catch(inWords);
    tellDamage(`${name} is damaged ("${reasonOf(warning)}")`);
    return decoded;
  }
}

/** What this package itself has to say against an image. */
export class OwnWordsError extends Error {}

/** The first line of what libvips says; its later lines repeat it, or tell of what followed from it. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0]?.trim() || "unknown error";
}

async function decode(bytes: Uint8Array, failOn: FailOn, options: SharpDecodeOptions): Promise<Pixels> {
  const image = sharp(bytes, {
    failOn,
    limitInputPixels: false, // refused below, in words that say by how much
    ignoreIcc: true,
    autoOrient: true,
  });
  const { space, format, autoOrient, depth: stored } = await image.metadata();
  const problem = sizeProblem(autoOrient);
  if (problem !== undefined) throw new OwnWordsError(problem);
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
  // 16 bits of ink would be cut off at 255.
  const isWide = space === "grey16" || (space === "cmyk" && stored === "ushort");
  const depth = isWide ? "ushort" : "uchar";
  const { data, info } = await image.raw({ depth }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const eight = isWide ? upperBytes(data) : data;
  if (space === "cmyk" && channels === 4) return { data: multiplyInks(eight), width, height, channels: 3 };
  if (channels === 1 || channels === 3) return { data: eight, width, height, channels };
  throw new OwnWordsError(`expected 1 or 3 colour channels, got ${channels} (${space})`);
}

/** Has the JPEG decoder leave out what a smaller image does not need; it can do so in powers of two up to 8. */
function shrink(
  image: Sharp,
  { width, height }: { width: number; height: number },
  { shorterSide }: SharpDecodeOptions,
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

/** The upper halves of 16-bit numbers in this machine's byte order; nothing is held beside the two. */
function upperBytes(bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  const words = new Uint16Array(buffer, byteOffset, length >> 1);
  const upper = new Uint8Array(words.length);
  for (let i = 0; i < words.length; i++) upper[i] = (words[i] ?? 0) >> 8;
  return upper;
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
