/** What is to be known of one image: its size, and what tells it from others. */
import { createHash } from "node:crypto";
import sharp from "sharp";
import type { ImageSource } from "../dataset/dataset.ts";
import type { Pixels } from "../dataset/pixels.ts";
import { decodeFor, readImageFile } from "../decode/decode.ts";
import { decodeSource } from "../decode/decode-source.ts";
import { type Light, lightOf } from "./light.ts";
import { hashSide, perceptualHash } from "./perceptual-hash.ts";

export const sketchSide = 16;

export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  /** SHA-256 of the file, or of the pixels of an image in memory. */
  readonly contents: string;
  readonly hash: readonly [high: number, low: number];
  /**
   * float32 [16 · 16], grey, mean 0 and length 1; undefined for an image of one colour, which looks like all others of
   * one.
   */
  readonly sketch: Float32Array | undefined;
  readonly light: Light;
  /** What is damaged in a file that is decoded all the same. */
  readonly damage: string | undefined;
}

/** Grey levels: an image that varies less is of one colour. */
const leastDeviation = 2;

/** @throws Error of the file system or the decoder. */
export async function imageFacts(source: ImageSource): Promise<ImageFacts> {
  if (source.kind === "pixels") return factsOf(source, source.data);
  if (source.kind === "window") {
    const part = await decodeSource(source);
    return factsOf(part, part.data);
  }
  const bytes = await readImageFile(source.path);
  let damage: string | undefined;
  const tellDamage = (words: string) => {
    damage = words;
  };
  const facts = await decodeFor(bytes, (pixels) => factsOf(pixels, bytes), { tellDamage, isThorough: true });
  return { ...facts, damage };
}

async function factsOf(pixels: Pixels, bytes: Uint8Array): Promise<ImageFacts> {
  const grey = await shrinkToGrey(pixels);
  return {
    width: pixels.width,
    height: pixels.height,
    contents: createHash("sha256").update(bytes).digest("base64"),
    hash: perceptualHash(grey),
    sketch: sketch(grey),
    light: lightOf(pixels),
    damage: undefined,
  };
}

async function shrinkToGrey({ data, width, height, channels }: Pixels): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels } })
    .resize(hashSide, hashSide, { fit: "fill" })
    .greyscale()
    .raw()
    .toBuffer();
}

function sketch(grey: Uint8Array): Float32Array | undefined {
  const values = Float32Array.from({ length: sketchSide ** 2 }, (_, i) => {
    const at = 2 * Math.floor(i / sketchSide) * hashSide + 2 * (i % sketchSide);
    const quad = [at, at + 1, at + hashSide, at + hashSide + 1];
    return quad.reduce((sum, place) => sum + (grey[place] ?? 0), 0) / 4;
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const length = Math.hypot(...values.map((value) => value - mean));
  if (length / sketchSide < leastDeviation) return undefined;
  return values.map((value) => (value - mean) / length);
}
