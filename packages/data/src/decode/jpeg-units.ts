/**
 * Which part of a JPEG a window needs: JPEGs come in units (MCUs) of 8 or 16 pixels a side, with neighbours where
 * chroma is interpolated.
 */

import type { Rectangle } from "../resample/resize.ts";
import type { BaselineJpeg } from "./baseline-jpeg.ts";

/** One axis of a window in a JPEG. */
export interface UnitSpan {
  /** The first unit (MCU) that is needed. */
  readonly start: number;
  /** The first unit after them that is not. */
  readonly end: number;
  /** Pixels in a unit; it has 8 chroma samples. */
  readonly pixels: number;
  /** Pixels that share a chroma sample: 1 or 2. */
  readonly shared: number;
  /** Chroma samples along the whole image. */
  readonly samples: number;
}

/** Both axes of a window. */
export interface WindowUnits {
  readonly columns: UnitSpan;
  readonly rows: UnitSpan;
}

/** The units that a window needs. */
export function windowUnits({ width, height, components: [luma] }: BaselineJpeg, window: Rectangle): WindowUnits {
  return {
    columns: span(window.x, window.width, width, luma.horizontal),
    rows: span(window.y, window.height, height, luma.vertical),
  };
}

function span(from: number, length: number, whole: number, shared: number): UnitSpan {
  const samples = Math.ceil(whole / shared);
  const beside = shared - 1;
  const first = Math.max(0, Math.floor(from / shared) - beside);
  const last = Math.min(samples - 1, Math.floor((from + length - 1) / shared) + beside);
  return { start: Math.floor(first / 8), end: Math.floor(last / 8) + 1, pixels: 8 * shared, shared, samples };
}
