/**
 * Turns a list of images into one block of floats: what a decode worker does, and the loader itself without workers.
 */

import type { ImageSource } from "../dataset/dataset.ts";
import type { PixelSize } from "../dataset/objects/box-dataset.ts";
import type { AnyPixels, Pixels } from "../dataset/pixels.ts";
import { type DecodeOptions, decodeFor, readImageFile } from "../decode/decode.ts";
import { decodePart } from "../decode/decode-part.ts";
import { decodeSource } from "../decode/decode-source.ts";
import type { DecodedPart } from "../decode/decoded-part.ts";
import type { WindowDecoders } from "../decode/plain-jpeg.ts";
import { type Random, random } from "../random.ts";
import { applyTrainTransform, renderCrop } from "../transforms/apply-transform.ts";
import { noBoxes, type PlacedBoxes } from "../transforms/boxes/box-placement.ts";
import { evalCrop } from "../transforms/eval-crop.ts";
import { type NormalizationTable, normalizationTable } from "../transforms/normalization-table.ts";
import { normalizeInto } from "../transforms/normalize.ts";
import { type RandomResizedCrop, randomPart } from "../transforms/train-crop.ts";
import {
  type AnyTransform,
  isOfBoxes,
  isOfTraining,
  sizeOf,
  type TrainTransform,
  type Transform,
} from "../transforms/transform.ts";
import { blockOf } from "./batch-block.ts";
import type { BatchObjects } from "./objects/batch-objects.ts";
import type { ImageWithObjects } from "./objects/image-with-objects.ts";
import { packTargets } from "./objects/pack-targets.ts";
import { renderObjects } from "./objects/render-objects.ts";

export interface RenderItem {
  /** The image's index in its dataset: with seed and epoch it decides the image's draws. */
  readonly index: number;
  /** How often the image came before in this epoch: each time with draws of its own. @default 0 */
  readonly repeat?: number | undefined;
  readonly source: ImageSource;
  /** Whether the pixels have been through the evaluation transform before. */
  readonly isTransformed?: boolean | undefined;
  /** The image's objects, where the transform is one of boxes. */
  readonly objects?: PlacedBoxes | undefined;
  /** The image's own size, where it is known. */
  readonly size?: PixelSize | undefined;
  /** Other images, where the transform is one that mixes them. */
  readonly partners?: readonly ImageWithObjects[] | undefined;
}

export interface RenderJob {
  readonly items: readonly RenderItem[];
  readonly transform: AnyTransform;
  readonly seed: number;
  readonly epoch: number;
  /** How many bytes of decoded files to send back, for a cache: what later epochs need of them. 0: none. */
  readonly keepBytes: number;
}

export interface RenderResult {
  /** float32 [items, height, width, 3]; zeros where an image is broken. */
  readonly images: Float32Array;
  /** A detector's targets, float32 [items, locations, 6], in the same memory; where they are asked for. */
  readonly targets?: Float32Array | undefined;
  /** The objects of each image, where the transform is one of boxes; undefined where an image is broken. */
  readonly objects?: readonly (BatchObjects | undefined)[] | undefined;
  readonly broken: readonly { readonly slot: number; readonly reason: string }[];
  /** Images whose files are damaged and were decoded all the same, as far as this image needed. */
  readonly damaged: readonly { readonly slot: number; readonly reason: string }[];
  /** The decoded pixels of files (train), or the transformed ones (eval), up to `keepBytes`. */
  readonly kept: readonly { readonly slot: number; readonly pixels: Pixels }[];
}

export interface RenderTools extends WindowDecoders {
  readonly signal?: AbortSignal | undefined;
  /** For the result, if it has its size; whatever is in it. */
  readonly memory?: SharedArrayBuffer | undefined;
}

// While one image is resized here, the next is decoded on another thread.
const concurrency = 2;

/**
 * Decodes, transforms and normalizes; broken images are listed, by ascending slot, not thrown.
 * @throws the signal's reason, between two images.
 */
export async function renderBatch(
  job: RenderJob,
  { signal, inThread, jpeg, memory }: RenderTools = {},
): Promise<RenderResult> {
  const { items, transform } = job;
  const { images, targets } = blockOf(items.length, transform, memory);
  const length = images.length / items.length;
  const table = normalizationTable(transform.mean, transform.std);
  const broken: { slot: number; reason: string }[] = [];
  const damaged: { slot: number; reason: string }[] = [];
  const kept: { slot: number; pixels: Pixels }[] = [];
  const objects = new Array<BatchObjects | undefined>(items.length);
  // Twice the size leaves random crops something to choose from.
  const shorterSide =
    isOfTraining(transform) && transform.fastDecode ? 2 * Math.min(...Object.values(sizeOf(transform))) : undefined;
  let room = job.keepBytes;
  const keep = (slot: number, pixels: Pixels) => {
    if (pixels.data.length <= room) kept.push({ slot, pixels: shared(pixels) });
    room -= pixels.data.length; // below 0: no more are looked at whole for a cache that has no room for them
  };
  const queue = items.entries();
  const lane = async () => {
    for (const [slot, item] of queue) {
      signal?.throwIfAborted();
      const target = images.subarray(slot * length, (slot + 1) * length);
      const tellDamage = (reason: string) => damaged.push({ slot, reason });
      const options: DecodeOptions = { shorterSide, inThread, jpeg, tellDamage };
      try {
        const { source } = item;
        if (isOfBoxes(transform)) {
          const found = await renderObjects(withObjects(item), {
            transform,
            drawsOf: (key) => boxDraws(item, job, key),
            write: (pixels) => normalizeInto(pixels, table, target),
            keep: room > 0 && source.kind !== "pixels" ? (pixels) => keep(slot, pixels) : undefined,
            decode: { ...options, shorterSide: item.size && shorterSide },
          });
          objects[slot] = found;
          if (transform.targets && targets) packTargets(found, transform.targets, rowsOf(targets, slot, items.length));
          continue;
        }
        if (
          transform.kind === "train" &&
          transform.crop.kind === "random-resized" &&
          source.kind === "file" &&
          room <= 0
        ) {
          const write = (cropped: AnyPixels) => normalizeInto(cropped, table, target);
          await renderPart(source.path, item, { ...job, transform, crop: transform.crop }, write, options);
          continue;
        }
        if (source.kind === "pixels") {
          renderImage(source, item, { ...job, transform }, table, target);
          continue;
        }
        const render = (pixels: Pixels) => {
          const forLater = renderImage(pixels, item, { ...job, transform }, table, target);
          if (room > 0) keep(slot, forLater);
        };
        if (source.kind === "window") render(await decodeSource(source, options));
        else await decodeFor(await readImageFile(source.path, options), render, { ...options, name: source.path });
      } catch (error) {
        target.fill(0);
        broken.push({ slot, reason: firstLine(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  for (const list of [broken, damaged]) list.sort((a, b) => a.slot - b.slot);
  return { images, targets, ...(isOfBoxes(transform) && { objects }), broken, damaged, kept };
}

/** The part of one image in a block of all. */
function rowsOf(block: Float32Array, slot: number, count: number): Float32Array {
  const length = block.length / count;
  return block.subarray(slot * length, (slot + 1) * length);
}

function withObjects(item: RenderItem): ImageWithObjects {
  return { ...item, objects: item.objects ?? noBoxes };
}

/** The streams of an image with boxes: one for each thing that is drawn on its own. */
function boxDraws({ index, repeat = 0 }: RenderItem, { seed, epoch }: RenderJob, key: number): Random {
  return random(seed, epoch, index, 1, repeat, key);
}

/** Writes a random crop, of which no more is decoded than it needs; its draws are those of `applyTrainTransform`. */
async function renderPart(
  path: string,
  item: RenderItem,
  { transform, crop, seed, epoch }: RenderJob & { transform: TrainTransform; crop: RandomResizedCrop },
  write: (cropped: AnyPixels) => void,
  options: DecodeOptions,
): Promise<void> {
  const draws = drawsOf(item, seed, epoch);
  const choose = (size: Pick<Pixels, "width" | "height">) => randomPart(size, crop.scale, crop.ratio, draws);
  // At once: the other lane's next image is written to the memory in which this one lies.
  const use = ({ pixels, part }: DecodedPart) => write(renderCrop(pixels, part, transform, draws));
  await decodePart(path, choose, use, options);
}

/** Writes one image to its place in the batch, and returns the pixels that a later epoch would start from. */
function renderImage(
  pixels: Pixels,
  item: RenderItem,
  { transform, seed, epoch }: Pick<RenderJob, "seed" | "epoch"> & { transform: Transform },
  table: NormalizationTable,
  target: Float32Array,
): Pixels {
  if (transform.kind === "train") {
    normalizeInto(applyTrainTransform(pixels, transform, drawsOf(item, seed, epoch)), table, target);
    return pixels;
  }
  const transformed = item.isTransformed ? pixels : evalCrop(pixels, transform);
  normalizeInto(transformed, table, target);
  return transformed;
}

/** The stream of an image's draws; mixBatch has those of four keys. */
function drawsOf({ index, repeat = 0 }: RenderItem, seed: number, epoch: number): Random {
  return repeat === 0 ? random(seed, epoch, index) : random(seed, epoch, index, 0, repeat);
}

/** A copy in memory that every thread can read. */
function shared(pixels: Pixels): Pixels {
  const data = new Uint8Array(new SharedArrayBuffer(pixels.data.length));
  data.set(pixels.data);
  return { ...pixels, data };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0]?.trim() || "unknown error";
}
