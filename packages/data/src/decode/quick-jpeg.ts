/**
 * Decodes a window of a usual JPEG in WebAssembly: libjpeg's pixels to the bit, and nothing is done for others but to
 * read over their codes, and only for those before the window.
 */

import type { BorrowedPixels } from "../dataset/pixels.ts";
import type { Rectangle } from "../resample/resize.ts";
import { allocate, pixelFunction, pixelMemory } from "../wasm/pixel-module.ts";
import { type BaselineJpeg, baselineJpeg } from "./baseline-jpeg.ts";
import type { DecodedPart } from "./decoded-part.ts";
import { windowUnits } from "./jpeg-units.ts";

const unstuff = pixelFunction("unstuff");
const buildCodes = pixelFunction("buildCodes");
const decodeScan = pixelFunction("decodeScan");
const colorRows = pixelFunction("colorRows");

/** Bytes of a code table: entries, pairs and sums for 11 bits, limits and offsets of 16 lengths, symbols, its kind. */
const tableBytes = 16 * 2048 + 8 * 17 + 256 + 4;
const componentBytes = 32;
/** Windows with more pixels are left to decoders that give back their memory; this one keeps it, five bytes a pixel. */
const mostPixels = 2 ** 24;
const stepsBytes = 128;
/** Where the coefficients stand in a block, from the mean to the finest. */
const zigzag = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
];
/** The same in bytes; all behind the end for what a code places there, and for blocks that are not wanted. */
const places = Uint8Array.from({ length: 512 }, (_, place) => 2 * (zigzag[place] ?? 64));

/**
 * The window's pixels, in memory that the next call and the next resize write over. Undefined where the file is not a
 * baseline JPEG in colour, or damaged as far as it was read: another decoder says what is wrong with it.
 */
export function quickJpeg(bytes: Uint8Array, window: Rectangle): DecodedPart<BorrowedPixels> | undefined {
  const jpeg = baselineJpeg(bytes);
  if (!jpeg || window.width * window.height > mostPixels) return undefined;
  const { columns, rows } = windowUnits(jpeg, window);
  const left = window.x % columns.shared; // a pixel more, so that pairs stay together
  const width = left + window.width;
  const scan = bytes.subarray(jpeg.scan);
  const colorStride = 8 * (columns.end - columns.start) + 16;
  const lumaStride = columns.pixels * (columns.end - columns.start) + 16;
  const colorBytes = colorStride * 8 * (rows.end - rows.start);
  const at = allocate({
    tables: 6 * tableBytes,
    segment: 512,
    steps: 3 * stepsBytes,
    components: 3 * componentBytes,
    order: places.length,
    block: stepsBytes + 2,
    stuffed: scan.length,
    codes: scan.length,
    luma: lumaStride * rows.pixels * (rows.end - rows.start),
    blue: colorBytes,
    red: colorBytes,
    sums: 4 * width + 512,
    pixels: 3 * width * window.height,
  });
  const all = new Uint8Array(pixelMemory.buffer);
  all.set(places, at.order);
  if (!writeComponents(jpeg, at, { lumaStride, colorStride })) return undefined;
  all.set(scan, at.stuffed);
  const length = unstuff(at.stuffed, scan.length, at.codes);
  if (length < 0) return undefined;
  all.fill(0, at.codes + length, at.codes + length + 16);
  const across = Math.ceil(jpeg.width / columns.pixels);
  const reach = [across, rows.start, rows.end, columns.start, columns.end] as const;
  if (!decodeScan(at.codes, length, at.components, ...reach, at.block, at.order)) return undefined;
  const [x, y] = [window.x - left - columns.start * columns.pixels, window.y - rows.start * rows.pixels];
  const sample = x / columns.shared;
  colorRows(
    ...([at.luma + y * lumaStride + x, lumaStride, at.blue + sample, at.red + sample, colorStride] as const),
    ...([window.y, 8 * rows.start, rows.samples, 8 * columns.start + sample, columns.samples] as const),
    ...([columns.shared - 1, rows.shared - 1, width, window.height, at.sums, at.pixels] as const),
  );
  const data = new Uint8Array(pixelMemory.buffer, at.pixels, 3 * width * window.height);
  const part = { x: left, y: 0, width: window.width, height: window.height };
  return { pixels: { data, width, height: window.height, channels: 3, isBorrowed: true }, part };
}

interface ComponentPlaces {
  readonly tables: number;
  readonly segment: number;
  readonly steps: number;
  readonly components: number;
  readonly luma: number;
  readonly blue: number;
  readonly red: number;
}

/** Describes the components to `decodeScan`; false where a code table is none. */
function writeComponents(
  { components }: BaselineJpeg,
  at: ComponentPlaces,
  { lumaStride, colorStride }: { readonly lumaStride: number; readonly colorStride: number },
): boolean {
  const built = new Map<Uint8Array, number>();
  const tableOf = (segment: Uint8Array, isAc: number) => {
    const known = built.get(segment);
    if (known !== undefined) return known;
    const table = at.tables + built.size * tableBytes;
    built.set(segment, table);
    new Uint8Array(pixelMemory.buffer).set(segment, at.segment);
    return buildCodes(at.segment, table, isAc) ? table : 0;
  };
  for (const [index, { across, down, quantization, dc, ac }] of components.entries()) {
    const steps = at.steps + index * stepsBytes;
    const values = new Int16Array(pixelMemory.buffer, steps, 64);
    for (const [place, step] of quantization.entries()) values[zigzag[place] ?? 0] = step;
    const [dcTable, acTable] = [tableOf(dc, 0), tableOf(ac, 1)];
    if (dcTable === 0 || acTable === 0) return false;
    const plane = [at.luma, at.blue, at.red][index] ?? 0;
    const stride = index === 0 ? lumaStride : colorStride;
    const description = [across, down, dcTable, acTable, steps, plane, stride, 0];
    new Int32Array(pixelMemory.buffer, at.components + index * componentBytes, 8).set(description);
  }
  return true;
}
