/** TIFFs that libvips does not decode, or to something else than is meant. */
import type { TiffTags } from "./tiff-tags.ts";

/** The bits of a sample that libvips reads. */
const readBits = [1, 2, 4, 8, 16, 32];
const signedNumbers = 2;
const floats = 3;
const unknown = 4;
const yCbCr = 6;
const palette = 3;
/** Colours of other kinds than grey, RGB, a palette's and inks. */
const rareColors: Readonly<Record<number, string>> = {
  4: "a mask",
  6: "YCbCr without JPEG's compression",
  8: "CIE L*a*b*",
  9: "ICC L*a*b*",
  10: "ITU L*a*b*",
  32803: "a camera's raw pattern (CFA)",
  32844: "LogL",
  32845: "LogLuv",
  34892: "a camera's linear raw",
};
/** The compressions by JPEG, whose decoder makes RGB of YCbCr. */
const jpegCompressions = [6, 7];

/** Why a TIFF is not decoded, in words; undefined where it is. */
export function tiffProblem(tags: TiffTags): string | undefined {
  const { bits, samples, sampleFormat, photometric, compression, predictor } = tags;
  if (!readBits.includes(bits)) {
    return `the TIFF has samples of ${bits} bits, which this build cannot decode: save it with ${bits > 32 ? "32 or less" : "8 or 16"}`;
  }
  const color = rareColors[photometric];
  if (color !== undefined && !(photometric === yCbCr && jpegCompressions.includes(compression))) {
    return `the TIFF's pixels are ${color}, which this build cannot decode: save it as RGB`;
  }
  if (samples > 4) {
    return `the TIFF has ${samples} channels, and those with up to 4 are decoded: save the three to look at as RGB`;
  }
  if (!isNumeric(tags)) return undefined;
  if (sampleFormat > unknown) return "the TIFF's samples are complex numbers, which are no picture";
  if (photometric === 0 || photometric === palette) {
    return "the TIFF's samples are signed, floats or wide, and not grey with 0 for black or RGB: save it as 8 or 16 bits";
  }
  if (predictor === floats && bits === 16) {
    return "the TIFF stores the differences of floats of 16 bits, which this build cannot decode: save it with floats of 32";
  }
  return undefined;
}

/** Whether samples are other numbers than unsigned ones of up to 16 bits, for which unknown ones are taken. */
export function isNumeric({ bits, sampleFormat }: Pick<TiffTags, "bits" | "sampleFormat">): boolean {
  return bits > 16 || sampleFormat === signedNumbers || sampleFormat === floats || sampleFormat > unknown;
}

/** Whether samples are 16 bits whose numbers libvips cuts off below 0, or to whole ones. */
export function areCutNumbers({ bits, sampleFormat }: Pick<TiffTags, "bits" | "sampleFormat">): boolean {
  return bits === 16 && (sampleFormat === signedNumbers || sampleFormat === floats);
}
