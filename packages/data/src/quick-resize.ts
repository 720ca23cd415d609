/**
 * Resizes a part of a colour image for training: the filter of `resize`, with weights of 8 bits.
 *
 * Two channels go into one 32-bit number and share a multiplication, so a pass costs half of the exact one. Each pass
 * is off by one level at most where neighbours differ little, which no random crop can notice; evaluation stays exact.
 */
import type { Pixels } from "./dataset.ts";
import type { Rectangle } from "./resize.ts";
import { type Taps, tapsAlong } from "./triangle-filter.ts";

const one = 256;
const half = 128;
/** Red and blue each have 16 bits: 255 · 256 + 128 fits. */
const redBlueHalf = (half << 16) | half;
const redBlueMask = 0xff00ff;

/** A row of pixels: red | blue << 16, and green. */
interface Row {
  readonly redBlue: Int32Array;
  readonly green: Int32Array;
}

// Fresh memory for every image would cost as much as the filter: the system clears it page by page. What is left in it from
// the last image meets weights of 0 only.
let scratch = { packed: newRow(0), narrow: newRow(0) };

/** uint8 [h, w, 3] → uint8 [size, size, 3]; nothing outside of `crop` is read. */
export function quickResize(image: Pixels, crop: Rectangle, size: number): Pixels {
  const columns = evenTaps(crop.width, size);
  const rows = evenTaps(crop.height, size);
  const packed = grown(scratch.packed, crop.width + columns.count);
  const narrow = grown(scratch.narrow, (crop.height + rows.count) * size); // [crop.height + count, size]
  scratch = { packed, narrow };
  for (let y = 0; y < crop.height; y++) {
    pack(image.data, ((crop.y + y) * image.width + crop.x) * 3, crop.width, packed);
    filterRow(packed, columns, narrow, y * size);
  }
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) mixRows(narrow, rows, y, data, size);
  return { data, width: size, height: size, channels: 3 };
}

function grown(row: Row, length: number): Row {
  return row.green.length >= length ? row : newRow(length);
}

function newRow(length: number): Row {
  return { redBlue: new Int32Array(length), green: new Int32Array(length) };
}

/** Taps of which every position has the same number, an even one: loops of one length are what processors foretell. */
interface EvenTaps {
  readonly first: Int32Array;
  /** `count` per position; they add up to `one`. */
  readonly weights: Int32Array;
  readonly count: number;
}

/** The taps along one axis; positions past the end have no weight. */
function evenTaps(from: number, to: number): EvenTaps {
  const exact = tapsAlong(from, to, 0, to) ?? same(to);
  const count = exact.count.reduce((most, each) => Math.max(most, each), 2);
  const even = count + (count % 2);
  const weights = new Int32Array(to * even);
  for (let i = 0; i < to; i++) {
    let left = one;
    let largest = i * even;
    for (let k = 0; k < (exact.count[i] ?? 0); k++) {
      const place = i * even + k;
      const weight = ((exact.weights[i * exact.stride + k] ?? 0) + (1 << 13)) >> 14;
      weights[place] = weight;
      left -= weight;
      if (weight > (weights[largest] ?? 0)) largest = place;
    }
    weights[largest] = (weights[largest] ?? 0) + left; // what rounding took or gave
  }
  return { first: exact.first, weights, count: even };
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

function pack(data: Uint8Array, start: number, width: number, { redBlue, green }: Row): void {
  for (let x = 0, at = start; x < width; x++, at += 3) {
    redBlue[x] = (data[at] ?? 0) | ((data[at + 2] ?? 0) << 16);
    green[x] = data[at + 1] ?? 0;
  }
}

/** One row through the column taps. */
function filterRow({ redBlue, green }: Row, { first, count, weights }: EvenTaps, to: Row, out: number): void {
  for (let x = 0, k = 0; x < first.length; x++) {
    let at = first[x] ?? 0;
    let rb = redBlueHalf;
    let g = half;
    for (const end = k + count; k < end; k += 2, at += 2) {
      const weight = weights[k] ?? 0;
      const next = weights[k + 1] ?? 0;
      rb = (rb + Math.imul(redBlue[at] ?? 0, weight) + Math.imul(redBlue[at + 1] ?? 0, next)) | 0;
      g = (g + Math.imul(green[at] ?? 0, weight) + Math.imul(green[at + 1] ?? 0, next)) | 0;
    }
    to.redBlue[out + x] = (rb >>> 8) & redBlueMask;
    to.green[out + x] = g >> 8;
  }
}

/** Row `y` of the result, from the rows that its taps name. */
function mixRows(
  { redBlue, green }: Row,
  { first, count, weights }: EvenTaps,
  y: number,
  to: Uint8Array,
  size: number,
) {
  const begin = y * count;
  const start = (first[y] ?? 0) * size;
  for (let x = 0, out = y * size * 3; x < size; x++, out += 3) {
    let rb = redBlueHalf;
    let g = half;
    for (let k = begin, at = start + x; k < begin + count; k += 2, at += 2 * size) {
      const weight = weights[k] ?? 0;
      const next = weights[k + 1] ?? 0;
      rb = (rb + Math.imul(redBlue[at] ?? 0, weight) + Math.imul(redBlue[at + size] ?? 0, next)) | 0;
      g = (g + Math.imul(green[at] ?? 0, weight) + Math.imul(green[at + size] ?? 0, next)) | 0;
    }
    to[out] = rb >>> 8;
    to[out + 1] = g >> 8;
    to[out + 2] = rb >>> 24;
  }
}
