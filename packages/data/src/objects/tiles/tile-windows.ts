/** Where the tiles of a photograph lie. */
import type { PixelWindow } from "../../dataset/dataset.ts";
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";

/**
 * Lays windows of `size` pixels a side over an image, `overlap` of a side in common with the next; the last of a row
 * and of a column end with the image and overlap more. An image that is smaller on an axis has one window on it, as
 * long as its side.
 */
export function tileWindows(image: PixelSize, size: number, overlap: number): readonly PixelWindow[] {
  const step = Math.max(1, Math.round(size * (1 - overlap)));
  return windows(starts(image.width, size, step), starts(image.height, size, step));
}

/** Divides an image into windows of some `size` pixels a side that have nothing in common and leave nothing out. */
export function gridWindows(image: PixelSize, size: number): readonly PixelWindow[] {
  return windows(shares(image.width, size), shares(image.height, size));
}

/** A stretch of an axis. */
interface Stretch {
  readonly start: number;
  readonly length: number;
}

function windows(columns: readonly Stretch[], rows: readonly Stretch[]): readonly PixelWindow[] {
  return rows.flatMap((row) =>
    columns.map((column) => ({ x: column.start, y: row.start, width: column.length, height: row.length })),
  );
}

function starts(side: number, size: number, step: number): readonly Stretch[] {
  if (side <= size) return [{ start: 0, length: side }];
  const count = 1 + Math.ceil((side - size) / step);
  return Array.from({ length: count }, (_, at) => ({ start: Math.min(at * step, side - size), length: size }));
}

function shares(side: number, size: number): readonly Stretch[] {
  const count = Math.max(1, Math.round(side / size));
  const edge = (at: number) => Math.round((at * side) / count);
  return Array.from({ length: count }, (_, at) => ({ start: edge(at), length: edge(at + 1) - edge(at) }));
}
