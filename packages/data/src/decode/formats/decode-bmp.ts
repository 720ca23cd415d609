/** BMP files, of the kinds that PIL reads: 1 to 32 bits a pixel, palettes, bit masks and both run lengths. */
import type { Pixels } from "../../dataset/pixels.ts";
import { type BmpHeader, bmpHeader, rowBytes } from "./bmp-header.ts";
import { unpackBmpRuns } from "./bmp-runs.ts";
import { sizeProblem } from "./image-size.ts";
import { paint } from "./indexed-pixels.ts";

/**
 * uint8 [h, w, 1] if all colours of its palette are grey, else [h, w, 3]; alpha is dropped.
 * @throws Error when the BMP is cut off, too large or of another kind.
 * @see https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-storage
 */
export function decodeBmp(bytes: Uint8Array): Pixels {
  const header = bmpHeader(bytes);
  const problem = sizeProblem(header);
  if (problem !== undefined) throw new Error(problem);
  const { width, height, bits, compression, palette } = header;
  if (compression === "runs") {
    return paint({ indices: upright(unpackBmpRuns(bytes, header), header), width, height }, palette);
  }
  const needed = header.offset + (height - 1) * stride(header) + rowBytes(header);
  if (bytes.length < needed) {
    throw new Error(`the BMP is cut off: it has ${bytes.length} of its ${needed} bytes`);
  }
  return bits <= 8 ? paint({ indices: indicesOf(bytes, header), width, height }, palette) : colorsOf(bytes, header);
}

/** Rows are filled up to whole groups of four bytes. */
function stride(header: BmpHeader): number {
  return Math.ceil(rowBytes(header) / 4) * 4;
}

/** Where a row begins; most files have the last one first. */
function rowAt(header: BmpHeader, row: number): number {
  return header.offset + (header.isTopDown ? row : header.height - 1 - row) * stride(header);
}

function indicesOf(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bits } = header;
  const indices = new Uint8Array(width * height);
  const perByte = 8 / bits;
  const mask = (1 << bits) - 1;
  for (let y = 0, to = 0; y < height; y++) {
    const from = rowAt(header, y);
    for (let x = 0; x < width; x++) {
      const shift = 8 - bits - (x % perByte) * bits;
      indices[to++] = ((bytes[from + Math.floor(x / perByte)] ?? 0) >> shift) & mask;
    }
  }
  return indices;
}

/** The rows of runs from the top. */
function upright(indices: Uint8Array, { width, height, isTopDown }: BmpHeader): Uint8Array {
  if (isTopDown) return indices;
  const turned = new Uint8Array(indices.length);
  for (let y = 0; y < height; y++) {
    turned.set(indices.subarray((height - 1 - y) * width, (height - y) * width), y * width);
  }
  return turned;
}

function colorsOf(bytes: Uint8Array, header: BmpHeader): Pixels {
  const { width, height, bits } = header;
  const data = new Uint8Array(3 * width * height);
  const channels = header.masks.map(channelOf);
  const step = bits / 8;
  for (let y = 0, to = 0; y < height; y++) {
    let from = rowAt(header, y);
    for (let x = 0; x < width; x++, from += step) {
      const low = (bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8);
      const pixel =
        step === 2 ? low : low | ((bytes[from + 2] ?? 0) << 16) | (step === 4 ? (bytes[from + 3] ?? 0) << 24 : 0);
      for (const { shift, highest } of channels) {
        const value = (pixel >>> shift) & highest;
        data[to++] = highest === 255 ? value : Math.floor((value * 255) / highest);
      }
    }
  }
  return { data, width, height, channels: 3 };
}

/** Where the bits of a mask are, and the number that they all make. */
function channelOf(mask: number): { readonly shift: number; readonly highest: number } {
  const shift = 31 - Math.clz32(mask & -mask);
  return { shift, highest: mask >>> shift };
}
