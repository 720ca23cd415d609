/** TIFF files: their samples may be signed, floats or wide, and their compression one that this build lacks. */
import sharp from "sharp";
import type { Pixels } from "../../dataset/pixels.ts";
import type { FileKind } from "../../picture-format.ts";
import { decodeWithSharp, OwnWordsError, type SharpDecodeOptions, tolerant } from "./decode-with-sharp.ts";
import { type ImageSize, sizeProblem } from "./image-size.ts";
import { scaleSamples } from "./scale-samples.ts";
import { type TiffTags, tiffTags } from "./tiff-tags.ts";

const kind: FileKind = { format: "tiff", what: "a TIFF" };

/** Samples that are no usual 8 or 16 bits are decoded to 4 bytes each on the way: up to 768 MiB of them. */
const mostWidePixels = 2 ** 26;

/** The most bits of a sample that libvips reads. */
const mostBits = 32;

/** Compressions that builds of libvips may lack. */
const rareCompressions: Readonly<Record<number, string>> = {
  34712: "JPEG 2000",
  34887: "LERC",
  34925: "LZMA",
  50000: "Zstandard",
  50001: "WebP",
  50002: "JPEG XL",
};

/**
 * Decodes a TIFF's first page: uint8 [h, w, 1] if it is grey, else [h, w, 3].
 * @throws Error in plain words.
 */
export async function decodeTiff(bytes: Uint8Array, options: SharpDecodeOptions): Promise<Pixels> {
  const tags = tiffTags(bytes);
  if (tags && tags.bits > mostBits) {
    throw new Error(
      `the TIFF has samples of ${tags.bits} bits, which this build cannot decode: save it with 32 or less`,
    );
  }
  try {
    const usual = upright(bytes, tags);
    return tags && isNumeric(tags) ? await decodeNumbers(usual) : await decodeWithSharp(usual, kind, options);
  } catch (error) {
    const compression = rareCompressions[tags?.compression ?? 1];
    if (compression === undefined || error instanceof OwnWordsError) throw error;
    throw new Error(
      `the TIFF is compressed by ${compression}, which this build cannot decompress: save it with LZW or Deflate`,
      { cause: error },
    );
  }
}

/** Whether samples are other numbers than unsigned ones of up to 16 bits. */
function isNumeric({ bits, sampleFormat }: TiffTags): boolean {
  return sampleFormat > 1 || bits > 16;
}

/** The file with an orientation that means something: 0 is written by programs that know none. */
function upright(bytes: Uint8Array, tags: TiffTags | undefined): Uint8Array {
  if (tags?.orientationAt === undefined || (tags.orientation >= 1 && tags.orientation <= 8)) return bytes;
  const mended = new Uint8Array(bytes);
  new DataView(mended.buffer).setUint16(tags.orientationAt, 1, tags.isLittle);
  return mended;
}

/** Decodes samples as they are, and makes 8 bits of them by what they span. */
async function decodeNumbers(bytes: Uint8Array): Promise<Pixels> {
  return tolerant(kind, undefined, async (failOn) => {
    const image = sharp(bytes, { failOn, limitInputPixels: false, ignoreIcc: true, autoOrient: true });
    const { space, depth, autoOrient } = await image.metadata();
    const problem = sizeProblem(autoOrient) ?? wideProblem(autoOrient);
    if (problem !== undefined) throw new OwnWordsError(problem);
    // Samples stay the numbers that they are: libvips would take floats in colour for light, and brighten them.
    image.removeAlpha().pipelineColourspace(space).toColourspace(space);
    const { data, info } = await image.raw({ depth: "float" }).toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 1 && channels !== 3) {
      throw new OwnWordsError(`expected 1 or 3 colour channels, got ${channels} (${space})`);
    }
    const numbers = new Float32Array(data.buffer, data.byteOffset, width * height * channels);
    // PIL takes signed bytes as what they are without their sign.
    const eight = depth === "char" ? Uint8Array.from(numbers, (value) => value & 255) : undefined;
    return { data: eight ?? scaleSamples(numbers, depth === "float"), width, height, channels };
  });
}

/** Why an image of so many samples of 4 bytes is not decoded; undefined if it is. */
function wideProblem({ width, height }: ImageSize): string | undefined {
  if (width * height <= mostWidePixels) return undefined;
  return `the TIFF has ${width} × ${height} pixels of more than 16 bits, and no more than ${mostWidePixels.toLocaleString("en-US")} are decoded; scale it down`;
}
