/** The two passes of a resizing filter, the triangle unless another is named, in fixed point. */

import type { Interpolation } from "@tresnet/preparation";
import type { AnyPixels } from "../dataset/pixels.ts";
import { filters } from "./filters.ts";

const weightBits = 22;
const half = 1 << (weightBits - 1);

/** For each output position: where its pixels begin in the source, how many there are, and their weights. */
export interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `stride` places per output position, of which `count` are used. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/** Pixels to be written; a filter with weights below 0 needs values that are cut to 0 … 255. */
export interface FilterTarget extends Pick<AnyPixels, "width" | "height" | "channels"> {
  readonly data: Uint8Array | Uint8ClampedArray;
}

// In the loops below `?? 0` only satisfies the type checker: no index is ever out of range, and the compiled code has
// no branch for it.

/** The weights along one axis, or undefined where nothing is scaled. */
export function tapsAlong(
  from: number,
  to: number,
  start: number,
  length: number,
  interpolation: Interpolation = "bilinear",
): Taps | undefined {
  if (from === to) return undefined;
  if (interpolation === "nearest") return nearestTaps(from, to, start, length);
  const { support: reach, weightAt } = filters[interpolation];
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const support = reach * filterScale;
  const stride = Math.ceil(support) * 2 + 1;
  const taps = {
    first: new Int32Array(length),
    count: new Int32Array(length),
    weights: new Int32Array(length * stride),
  };
  const exact = new Float64Array(stride);
  for (let i = 0; i < length; i++) {
    const center = (start + i + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(from, Math.trunc(center + support + 0.5));
    const place = i * stride;
    let sum = 0;
    for (let j = 0; j < end - begin; j++) {
      const weight = weightAt((begin + j - center + 0.5) / filterScale);
      exact[j] = weight;
      sum += weight;
    }
    taps.first[i] = begin;
    taps.count[i] = end - begin;
    for (let j = 0; j < end - begin; j++) {
      const weight = ((exact[j] ?? 0) / sum) * 2 ** weightBits;
      taps.weights[place + j] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
  }
  return { ...taps, stride };
}

/** One pixel each. Pillow adds step to step, and so its sums round: src/libImaging/Geometry.c, ImagingScaleAffine. */
function nearestTaps(from: number, to: number, start: number, length: number): Taps {
  const step = from / to;
  const first = new Int32Array(length);
  for (let i = 0, place = step * 0.5; i < start + length; i++, place += step) {
    if (i >= start) first[i - start] = Math.min(from - 1, Math.trunc(place));
  }
  const count = new Int32Array(length).fill(1);
  return { first, count, weights: new Int32Array(length).fill(1 << weightBits), stride: 1 };
}

/** The taps count from column `left` of the source; rows begin at `top`. */
export function filterColumns(source: AnyPixels, left: number, top: number, taps: Taps, target: FilterTarget): void {
  for (let y = 0; y < target.height; y++) {
    const start = ((top + y) * source.width + left) * source.channels;
    const out = y * target.width * target.channels;
    if (source.channels === 3) filterColorRow(source.data, start, taps, target.data, out, target.width);
    else filterGreyRow(source.data, start, taps, target.data, out, target.width);
  }
}

function filterColorRow(
  from: Uint8Array,
  start: number,
  taps: Taps,
  to: FilterTarget["data"],
  out: number,
  width: number,
): void {
  const { first, count, weights, stride } = taps;
  for (let x = 0, o = out; x < width; x++, o += 3) {
    let at = start + (first[x] ?? 0) * 3;
    let r = half;
    let g = half;
    let b = half;
    const end = x * stride + (count[x] ?? 0);
    for (let k = x * stride; k < end; k++, at += 3) {
      const weight = weights[k] ?? 0;
      r += (from[at] ?? 0) * weight;
      g += (from[at + 1] ?? 0) * weight;
      b += (from[at + 2] ?? 0) * weight;
    }
    to[o] = r >> weightBits;
    to[o + 1] = g >> weightBits;
    to[o + 2] = b >> weightBits;
  }
}

function filterGreyRow(
  from: Uint8Array,
  start: number,
  taps: Taps,
  to: FilterTarget["data"],
  out: number,
  width: number,
): void {
  const { first, count, weights, stride } = taps;
  for (let x = 0; x < width; x++) {
    let at = start + (first[x] ?? 0);
    let sum = half;
    const end = x * stride + (count[x] ?? 0);
    for (let k = x * stride; k < end; k++) sum += (from[at++] ?? 0) * (weights[k] ?? 0);
    to[out + x] = sum >> weightBits;
  }
}

/** The taps count from row `top` of the source; columns begin at `left`. */
export function filterRows(source: AnyPixels, left: number, top: number, taps: Taps, target: FilterTarget): void {
  const { first, count, weights, stride } = taps;
  const from = source.data;
  const to = target.data;
  const length = target.width * target.channels;
  const sums = new Int32Array(length);
  for (let y = 0; y < target.height; y++) {
    sums.fill(half);
    for (let k = 0; k < (count[y] ?? 0); k++) {
      const weight = weights[y * stride + k] ?? 0;
      const row = ((top + (first[y] ?? 0) + k) * source.width + left) * source.channels;
      for (let i = 0; i < length; i++) sums[i] = (sums[i] ?? 0) + (from[row + i] ?? 0) * weight;
    }
    const out = y * length;
    for (let i = 0; i < length; i++) to[out + i] = (sums[i] ?? 0) >> weightBits;
  }
}
