/**
 * Resizes a part of a colour image for training: the filter of `resize`, with weights of 14 bits, in WebAssembly with
 * SIMD.
 *
 * It differs from the exact one by a level where a rounding goes the other way, which no random crop can notice.
 */
import type { AnyPixels, BorrowedPixels } from "../dataset/pixels.ts";
import { allocate, pixelFunction, pixelMemory } from "../wasm/pixel-module.ts";
import type { Flips } from "./orient.ts";
import type { Rectangle } from "./resize.ts";
import { type Taps, tapsAlong } from "./triangle-filter.ts";

const one = 1 << 14;
const filterColumns = pixelFunction("filterColumns");
const filterRows = pixelFunction("filterRows");

/** Larger crops are not copied into the memory of the WebAssembly, which never gives any back. */
const mostCopied = 2 ** 26;

/** Whether a part of an image can be resized here. */
export function isQuick({ data, width }: AnyPixels, crop: Rectangle): boolean {
  return data.buffer === pixelMemory.buffer || (crop.height + 2) * width * 3 <= mostCopied;
}

/** uint8 [h, w, 3] → uint8 [height, width, 3], a square of a side; nothing outside of `crop` has any weight. */
export function quickResize(
  image: AnyPixels,
  crop: Rectangle,
  target: number | Pick<Rectangle, "width" | "height">,
  { flipX, flipY }: Flips = { flipX: false, flipY: false },
): BorrowedPixels {
  const { width, height } = typeof target === "number" ? { width: target, height: target } : target;
  const columns = pairedTaps(crop.width, width, flipX);
  const rows = pairedTaps(crop.height, height, flipY);
  const stride = image.width * 3;
  const rowsFirst = crop.height > height; // leaves fewer rows to the columns, which cost more
  const middleStride = (rowsFirst ? crop.width : width) * 3;
  const middleHeight = rowsFirst ? height : crop.height;
  // Pixels that were decoded into the memory stay where they are.
  const isInMemory = image.data.buffer === pixelMemory.buffer;
  const [imageStart, imageEnd] = [image.data.byteOffset, image.data.byteOffset + image.data.byteLength];
  const at = allocate(
    {
      source: isInMemory ? 0 : (crop.height + 2) * stride,
      middle: (middleHeight + 2) * middleStride,
      firstColumn: columns.first.byteLength,
      columnWeights: columns.weights.byteLength,
      firstRow: rows.first.byteLength,
      rowWeights: rows.weights.byteLength,
      target: width * height * 3,
    },
    isInMemory ? imageEnd + 2 * stride : 0,
  );
  const all = new Uint8Array(pixelMemory.buffer);
  if (!isInMemory) all.set(image.data.subarray(crop.y * stride, (crop.y + crop.height) * stride), at.source);
  write(columns, at.firstColumn, at.columnWeights);
  write(rows, at.firstRow, at.rowWeights);
  const start = (isInMemory ? imageStart + crop.y * stride : at.source) + crop.x * 3;
  if (rowsFirst) {
    filterRows(start, stride, middleStride, at.middle, height, at.firstRow, at.rowWeights, rows.pairs);
    filterColumns(at.middle, middleStride, height, at.target, width, at.firstColumn, at.columnWeights, columns.pairs);
  } else {
    filterColumns(start, stride, crop.height, at.middle, width, at.firstColumn, at.columnWeights, columns.pairs);
    filterRows(at.middle, middleStride, middleStride, at.target, height, at.firstRow, at.rowWeights, rows.pairs);
  }
  const data = all.subarray(at.target, at.target + width * height * 3);
  return { data, width, height, channels: 3, isBorrowed: true };
}

/** Taps of which every position has the same number, an even one. */
interface PairedTaps {
  readonly first: Int32Array;
  /** 2 · `pairs` per position; they add up to `one`. */
  readonly weights: Int16Array;
  readonly pairs: number;
}

/** Taps that were needed before, by what they depend on: they take longer to find than to use. */
const known = new Map<string, PairedTaps>();
const mostKnown = 512;

/** The taps along one axis, in turned order if flipped; positions past the end have no weight. */
function pairedTaps(from: number, to: number, flip: boolean): PairedTaps {
  const key = `${from} ${to} ${flip}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const taps = newTaps(from, to, flip);
  if (known.size === mostKnown) known.clear();
  known.set(key, taps);
  return taps;
}

function newTaps(from: number, to: number, flip: boolean): PairedTaps {
  const exact = tapsAlong(from, to, 0, to) ?? same(to);
  const pairs = Math.ceil(exact.count.reduce((most, each) => Math.max(most, each), 1) / 2);
  const weights = new Int16Array(to * 2 * pairs);
  const first = new Int32Array(to);
  for (let i = 0; i < to; i++) {
    const position = flip ? to - 1 - i : i;
    const start = i * 2 * pairs;
    first[i] = exact.first[position] ?? 0;
    let left = one;
    let largest = start;
    for (let k = 0; k < (exact.count[position] ?? 0); k++) {
      const weight = ((exact.weights[position * exact.stride + k] ?? 0) + (1 << 7)) >> 8;
      weights[start + k] = weight;
      left -= weight;
      if (weight > (weights[largest] ?? 0)) largest = start + k;
    }
    weights[largest] = (weights[largest] ?? 0) + left; // what rounding took or gave
  }
  return { first, weights, pairs };
}

/** Taps that change nothing. */
function same(size: number): Taps {
  return {
    first: Int32Array.from({ length: size }, (_, index) => index),
    count: new Int32Array(size).fill(1),
    weights: new Int32Array(size).fill(2 ** 22),
    stride: 1,
  };
}

function write({ first, weights }: PairedTaps, firstAt: number, weightsAt: number): void {
  new Int32Array(pixelMemory.buffer, firstAt, first.length).set(first);
  new Int16Array(pixelMemory.buffer, weightsAt, weights.length).set(weights);
}
