/**
 * Resizes a part of a colour image for training: the filter of `resize`, with weights of 14 bits, in WebAssembly with SIMD.
 *
 * It differs from the exact one by a level where a rounding goes the other way, which no random crop can notice.
 */
/// <reference path="./web-assembly.d.ts" />
import type { Pixels } from "./dataset.ts";
import type { Flips } from "./orient.ts";
import type { Rectangle } from "./resize.ts";
import { resizeModule } from "./resize-module.ts";
import { type Taps, tapsAlong } from "./triangle-filter.ts";

type Filter = (
  ...args: [source: number, stride: number, length: number, to: number, n: number, first: number, w: number, k: number]
) => void;

const one = 1 << 14;
/** Bytes that the filters may touch after the end of what they read or write. */
const slack = 64;
const pageBytes = 65_536;

const memory = new WebAssembly.Memory({ initial: 1 });
const { filterColumns, filterRows } = filters();

/** uint8 [h, w, 3] → uint8 [size, size, 3]; nothing outside of `crop` has any weight. */
export function quickResize(
  image: Pixels,
  crop: Rectangle,
  size: number,
  { flipX, flipY }: Flips = { flipX: false, flipY: false },
): Pixels {
  const columns = pairedTaps(crop.width, size, flipX);
  const rows = pairedTaps(crop.height, size, flipY);
  const stride = image.width * 3;
  const source = image.data.subarray(crop.y * stride, (crop.y + crop.height) * stride);
  const rowsFirst = crop.height > size; // leaves fewer rows to the columns, which cost more
  const middleStride = (rowsFirst ? crop.width : size) * 3;
  const middleHeight = rowsFirst ? size : crop.height;
  const lengths = [source.length + 2 * stride, (middleHeight + 2) * middleStride, size * size * 3];
  const place = allocate([...lengths, ...[columns, rows].flatMap(({ first, weights }) => [first, weights].map(bytes))]);
  const [from = 0, middle = 0, to = 0, firstColumn = 0, columnWeights = 0, firstRow = 0, rowWeights = 0] = place;
  const all = new Uint8Array(memory.buffer);
  all.set(source, from);
  write(columns, firstColumn, columnWeights);
  write(rows, firstRow, rowWeights);
  const start = from + crop.x * 3;
  if (rowsFirst) {
    filterRows(start, stride, middleStride, middle, size, firstRow, rowWeights, rows.pairs);
    filterColumns(middle, middleStride, size, to, size, firstColumn, columnWeights, columns.pairs);
  } else {
    filterColumns(start, stride, crop.height, middle, size, firstColumn, columnWeights, columns.pairs);
    filterRows(middle, middleStride, middleStride, to, size, firstRow, rowWeights, rows.pairs);
  }
  return { data: all.slice(to, to + size * size * 3), width: size, height: size, channels: 3 };
}

function filters(): { readonly filterColumns: Filter; readonly filterRows: Filter } {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(resizeModule), { env: { memory } });
  const filter = (name: string): Filter => {
    const exported = exports[name];
    if (typeof exported !== "function") throw new Error(`quickResize: the compiled module has no function ${name}.`);
    return (...args) => exported(...args);
  };
  return { filterColumns: filter("filterColumns"), filterRows: filter("filterRows") };
}

/** Offsets of blocks of so many bytes, each with room behind it; what was there before stays, and meets weights of 0 only. */
function allocate(lengths: readonly number[]): number[] {
  let end = 0;
  const offsets = lengths.map((length) => {
    const offset = end;
    end += Math.ceil((length + slack) / 16) * 16;
    return offset;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  return offsets;
}

/** Taps of which every position has the same number, an even one. */
interface PairedTaps {
  readonly first: Int32Array;
  /** 2 · `pairs` per position; they add up to `one`. */
  readonly weights: Int16Array;
  readonly pairs: number;
}

/** The taps along one axis, in turned order if flipped; positions past the end have no weight. */
function pairedTaps(from: number, to: number, flip: boolean): PairedTaps {
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
  new Int32Array(memory.buffer, firstAt, first.length).set(first);
  new Int16Array(memory.buffer, weightsAt, weights.length).set(weights);
}

function bytes(array: ArrayBufferView): number {
  return array.byteLength;
}
