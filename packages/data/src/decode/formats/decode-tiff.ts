/** TIFF files: their samples may be signed, floats or wide, and their compression one that this build lacks. */
import type { Pixels } from "../../dataset/pixels.ts";
import type { FileKind } from "../../picture-format.ts";
import { decodeNumbers } from "./decode-numbers.ts";
import { decodeWithSharp, OwnWordsError, type SharpDecodeOptions } from "./decode-with-sharp.ts";
import { isNumeric, tiffProblem } from "./tiff-problem.ts";
import { type TiffTags, tiffTags } from "./tiff-tags.ts";

const kind: FileKind = { format: "tiff", what: "a TIFF" };

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
  const problem = tags && tiffProblem(tags);
  if (problem !== undefined) throw new Error(problem);
  try {
    const usual = upright(bytes, tags);
    return tags && isNumeric(tags) ? await decodeNumbers(usual, tags) : await decodeWithSharp(usual, kind, options);
  } catch (error) {
    const compression = rareCompressions[tags?.compression ?? 1];
    if (compression === undefined || error instanceof OwnWordsError) throw error;
    throw new Error(
      `the TIFF is compressed by ${compression}, which this build cannot decompress: save it with LZW or Deflate`,
      { cause: error },
    );
  }
}

/** The file with an orientation that means something: 0 is written by programs that know none. */
function upright(bytes: Uint8Array, tags: TiffTags | undefined): Uint8Array {
  if (tags?.orientationAt === undefined || (tags.orientation >= 1 && tags.orientation <= 8)) return bytes;
  const mended = new Uint8Array(bytes);
  new DataView(mended.buffer).setUint16(tags.orientationAt, 1, tags.isLittle);
  return mended;
}
