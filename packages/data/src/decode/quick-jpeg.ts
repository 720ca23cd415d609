/**
 * Decodes a window of a usual JPEG in WebAssembly: libjpeg's pixels to the bit. Of the others only those before the
 * window are touched: their codes are read over.
 */

import type { BorrowedPixels } from "../dataset/pixels.ts";
import type { Rectangle } from "../resample/resize.ts";
import { allocate, pixelFunction, pixelMemory } from "../wasm/pixel-module.ts";
import { type BaselineJpeg, baselineJpeg } from "./baseline-jpeg.ts";
import type { DecodedPart } from "./decoded-part.ts";
import type { TellDamage } from "./formats/tell-damage.ts";
import { windowUnits } from "./jpeg-units.ts";

const unstuff = pixelFunction("unstuff");
const buildHuffmanTable = pixelFunction("buildHuffmanTable");
const decodeScan = pixelFunction("decodeScan");
const colorRows = pixelFunction("colorRows");

/**
 * Bytes of a Huffman table: entries, pairs and sums for 11 bits, limits and offsets of 16 lengths, symbols, its kind.
 */
const tableBytes = 16 * 2048 + 8 * 17 + 256 + 4;
const componentBytes = 32;
/** Windows with more pixels are left to decoders that give back their memory; this one keeps it, five bytes a pixel. */
const mostPixels = 2 ** 24;
/** Longer files are too: they take their length twice. */
const mostBytes = 2 ** 26;
const quantizationTableBytes = 128;
/** The longest Huffman table of a segment: 16 counts and 256 symbols. */
const segmentBytes = 272;
/** How far beyond its end `decodeScan` may read damaged data. */
const beyondBytes = 2048;
/** Bytes of a block's 64 coefficients. */
const blockBytes = 128;
/** Where the coefficients stand in a block, from the mean to the finest. */
const zigzag = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
];
/**
 * Where they stand in bytes; the places from 64 on, and all 256 of blocks that are not wanted, are after the block's
 * end.
 */
const places = Uint8Array.from({ length: 512 }, (_, place) => 2 * (zigzag[place] ?? 64));

/**
 * Decodes the window's pixels, which the next call and the next resize overwrite; undefined where the file is no
 * baseline JPEG in colour, or damaged as far as it was read: another decoder says what is wrong with it. Bytes that are
 * left after the image's last unit are told of, where the window reaches it.
 */
export function quickJpeg(
  bytes: Uint8Array,
  window: Rectangle,
  tellDamage?: TellDamage,
): DecodedPart<BorrowedPixels> | undefined {
  const jpeg = baselineJpeg(bytes);
  if (!jpeg || !fits(bytes, window)) return undefined;
  const { columns, rows } = windowUnits(jpeg, window);
  const left = window.x % columns.shared; // a pixel more, so that pairs stay together
  const width = left + window.width;
  const scan = bytes.subarray(jpeg.scan);
  const chromaStride = 8 * (columns.end - columns.start) + 16;
  const lumaStride = columns.pixels * (columns.end - columns.start) + 16;
  const chromaBytes = chromaStride * 8 * (rows.end - rows.start);
  const at = allocate({
    tables: 6 * tableBytes,
    segment: segmentBytes,
    quantizationTables: 3 * quantizationTableBytes,
    components: 3 * componentBytes,
    order: places.length,
    block: blockBytes + 2,
    stuffed: scan.length,
    codes: scan.length + beyondBytes,
    luma: lumaStride * rows.pixels * (rows.end - rows.start),
    cb: chromaBytes,
    cr: chromaBytes,
    sums: 4 * width + 512,
    pixels: 3 * width * window.height,
  });
  const all = new Uint8Array(pixelMemory.buffer);
  all.set(places, at.order);
  if (!writeComponents(jpeg, at, { lumaStride, chromaStride })) return undefined;
  all.set(scan, at.stuffed);
  const length = unstuff(at.stuffed, scan.length, at.codes);
  if (length < 0) return undefined;
  all.fill(0, at.codes + length, at.codes + length + beyondBytes);
  const unitsPerRow = Math.ceil(jpeg.width / columns.pixels);
  const reach = [unitsPerRow, rows.start, rows.end, columns.start, columns.end] as const;
  const isWhole = rows.end === Math.ceil(jpeg.height / rows.pixels) && columns.end === unitsPerRow;
  const bytesLeft = decodeScan(at.codes, length, at.components, ...reach, at.block, at.order);
  if (bytesLeft < 0) return undefined;
  if (isWhole && bytesLeft > 0) tellDamage?.(`the JPEG is damaged (${bytesLeft} bytes follow the last of its image)`);
  const [x, y] = [window.x - left - columns.start * columns.pixels, window.y - rows.start * rows.pixels];
  const sample = x / columns.shared;
  colorRows(
    ...([at.luma + y * lumaStride + x, lumaStride, at.cb + sample, at.cr + sample, chromaStride] as const),
    ...([window.y, 8 * rows.start, rows.samples, 8 * columns.start + sample, columns.samples] as const),
    ...([columns.shared - 1, rows.shared - 1, width, window.height, at.sums, at.pixels] as const),
  );
  const data = new Uint8Array(pixelMemory.buffer, at.pixels, 3 * width * window.height);
  const part = { x: left, y: 0, width: window.width, height: window.height };
  return { pixels: { data, width, height: window.height, channels: 3, isBorrowed: true }, part };
}

/** Whether `quickJpeg` decodes such a file: where it then gives nothing, the file is damaged. */
export function isForQuickJpeg(bytes: Uint8Array, window: Rectangle): boolean {
  return fits(bytes, window) && baselineJpeg(bytes) !== undefined;
}

function fits({ length }: Uint8Array, { width, height }: Rectangle): boolean {
  return length <= mostBytes && width * height <= mostPixels;
}

interface ComponentPlaces {
  readonly tables: number;
  readonly segment: number;
  readonly quantizationTables: number;
  readonly components: number;
  readonly luma: number;
  readonly cb: number;
  readonly cr: number;
}

/** Describes the components to `decodeScan`; false where a Huffman table is none. */
function writeComponents(
  { components }: BaselineJpeg,
  at: ComponentPlaces,
  { lumaStride, chromaStride }: { readonly lumaStride: number; readonly chromaStride: number },
): boolean {
  const built = new Map<Uint8Array, number>();
  const tableOf = (segment: Uint8Array, isAc: number) => {
    const known = built.get(segment);
    if (known !== undefined) return known;
    const table = at.tables + built.size * tableBytes;
    built.set(segment, table);
    new Uint8Array(pixelMemory.buffer).set(segment, at.segment);
    return buildHuffmanTable(at.segment, table, isAc) ? table : 0;
  };
  for (const [index, { horizontal, vertical, quantizationTable, dc, ac }] of components.entries()) {
    const tableAt = at.quantizationTables + index * quantizationTableBytes;
    const values = new Int16Array(pixelMemory.buffer, tableAt, 64);
    for (const [place, value] of quantizationTable.entries()) values[zigzag[place] ?? 0] = value;
    const [dcTable, acTable] = [tableOf(dc, 0), tableOf(ac, 1)];
    if (dcTable === 0 || acTable === 0) return false;
    const plane = [at.luma, at.cb, at.cr][index] ?? 0;
    const stride = index === 0 ? lumaStride : chromaStride;
    const description = [horizontal, vertical, dcTable, acTable, tableAt, plane, stride, 0];
    new Int32Array(pixelMemory.buffer, at.components + index * componentBytes, 8).set(description);
  }
  return true;
}
