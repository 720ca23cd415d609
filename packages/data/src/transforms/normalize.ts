/** 8-bit pixels to the network's floats. */
import type { AnyPixels } from "../dataset/pixels.ts";
import { pixelMemory } from "../wasm/pixel-module.ts";
import type { NormalizationTable } from "./normalization-table.ts";
import { normalizeInWasm } from "./normalize-in-wasm.ts";

/** Writes uint8 [h, w, 1 or 3] as float32 [h, w, 3] to `target`; grey goes to all three channels. */
export function normalizeInto(pixels: AnyPixels, table: NormalizationTable, target: Float32Array): void {
  const { data, channels } = pixels;
  if (channels === 3 && data.buffer === pixelMemory.buffer) {
    normalizeInWasm(pixels, table, target);
    return;
  }
  const step = channels === 3 ? 1 : 0;
  const done = channels === 3 && isLittleEndian && data.byteOffset % 4 === 0 ? normalizeFours(data, table, target) : 0;
  for (let from = (done / 3) * channels, to = done; to < target.length; from += channels, to += 3) {
    target[to] = table[data[from] ?? 0] ?? 0;
    target[to + 1] = table[256 + (data[from + step] ?? 0)] ?? 0;
    target[to + 2] = table[512 + (data[from + 2 * step] ?? 0)] ?? 0;
  }
}

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * Colours four pixels at a time, which are three words: half the time of single bytes. Returns how many values it
 * wrote.
 */
function normalizeFours(data: Uint8Array, table: NormalizationTable, target: Float32Array): number {
  const words = new Uint32Array(data.buffer, data.byteOffset, 3 * Math.floor(target.length / 12));
  for (let word = 0, to = 0; word < words.length; word += 3, to += 12) {
    const a = words[word] ?? 0; // r g b r
    const b = words[word + 1] ?? 0; // g b r g
    const c = words[word + 2] ?? 0; // b r g b
    target[to] = table[a & 255] ?? 0;
    target[to + 1] = table[256 | ((a >>> 8) & 255)] ?? 0;
    target[to + 2] = table[512 | ((a >>> 16) & 255)] ?? 0;
    target[to + 3] = table[a >>> 24] ?? 0;
    target[to + 4] = table[256 | (b & 255)] ?? 0;
    target[to + 5] = table[512 | ((b >>> 8) & 255)] ?? 0;
    target[to + 6] = table[(b >>> 16) & 255] ?? 0;
    target[to + 7] = table[256 | (b >>> 24)] ?? 0;
    target[to + 8] = table[512 | (c & 255)] ?? 0;
    target[to + 9] = table[(c >>> 8) & 255] ?? 0;
    target[to + 10] = table[256 | ((c >>> 16) & 255)] ?? 0;
    target[to + 11] = table[512 | (c >>> 24)] ?? 0;
  }
  return words.length * 4;
}
