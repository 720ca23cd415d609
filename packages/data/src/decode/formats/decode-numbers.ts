/** TIFFs whose samples are signed, floats or wider than 16 bits. */
import sharp from "sharp";
import type { Pixels } from "../../dataset/pixels.ts";
import { OwnWordsError, tolerant } from "./decode-with-sharp.ts";
import { type ImageSize, sizeProblem } from "./image-size.ts";
import { scaleSamples } from "./scale-samples.ts";
import { areCutNumbers } from "./tiff-problem.ts";
import type { TiffTags } from "./tiff-tags.ts";

/** Samples become 4 bytes each on the way: up to 768 MiB of them. */
const mostWidePixels = 2 ** 26;

const unsigned = 1;
const signed = 2;
const floats = 3;

/** Decodes samples as they are, and makes 8 bits of them by what they span. @throws Error in plain words. */
export async function decodeNumbers(bytes: Uint8Array, tags: TiffTags): Promise<Pixels> {
  // Of 16 bits libvips would cut what is below 0, and halves of a number: it reads them as bare bits.
  const file = areCutNumbers(tags) ? asUnsigned(bytes, tags) : bytes;
  return tolerant({ format: "tiff", what: "a TIFF" }, undefined, async (failOn) => {
    const image = sharp(file, { failOn, limitInputPixels: false, ignoreIcc: true, autoOrient: true });
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
    if (areCutNumbers(tags)) numbers.set(numbers.map(tags.sampleFormat === signed ? signedOf : halfOf));
    // PIL takes signed bytes as what they are without their sign.
    const eight = depth === "char" ? Uint8Array.from(numbers, (value) => value & 255) : undefined;
    return { data: eight ?? scaleSamples(numbers, tags.sampleFormat === floats), width, height, channels };
  });
}

/** The file with samples that are said to be unsigned. */
function asUnsigned(bytes: Uint8Array, { sampleFormatAt, samples, isLittle }: TiffTags): Uint8Array {
  const changed = new Uint8Array(bytes);
  const view = new DataView(changed.buffer);
  for (let sample = 0; sample < samples; sample++) {
    const at = (sampleFormatAt ?? 0) + 2 * sample;
    if (at + 2 <= changed.length) view.setUint16(at, unsigned, isLittle);
  }
  return changed;
}

/** The number that 16 bits are with a sign. */
function signedOf(bits: number): number {
  return bits < 0x8000 ? bits : bits - 0x10000;
}

/** The number that 16 bits are as a float of IEEE 754: a sign, 5 bits of exponent and 10 of fraction. */
function halfOf(bits: number): number {
  const sign = bits < 0x8000 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** Why an image of so many samples of 4 bytes is not decoded; undefined if it is. */
function wideProblem({ width, height }: ImageSize): string | undefined {
  if (width * height <= mostWidePixels) return undefined;
  return `the TIFF has ${width} × ${height} pixels of more than 16 bits, and no more than ${mostWidePixels.toLocaleString("en-US")} are decoded; scale it down`;
}
