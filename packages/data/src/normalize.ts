/** 8-bit pixels to the network's floats. */
import type { Pixels } from "./dataset.ts";
import type { ChannelValues } from "./transform.ts";

/** The float32 of every 8-bit value, one table of 256 per channel. */
export type NormalizationTable = Float32Array;

export function normalizationTable(mean: ChannelValues, std: ChannelValues): NormalizationTable {
  const table = new Float32Array(3 * 256);
  for (let c = 0; c < 3; c++) {
    for (let value = 0; value < 256; value++) table[c * 256 + value] = (value / 255 - (mean[c] ?? 0)) / (std[c] ?? 1);
  }
  return table;
}

/** Writes uint8 [h, w, 1 or 3] as float32 [h, w, 3] to `target`; grey goes to all three channels. */
export function normalizeInto({ data, channels }: Pixels, table: NormalizationTable, target: Float32Array): void {
  const step = channels === 3 ? 1 : 0;
  for (let from = 0, to = 0; to < target.length; from += channels, to += 3) {
    target[to] = table[data[from] ?? 0] ?? 0;
    target[to + 1] = table[256 + (data[from + step] ?? 0)] ?? 0;
    target[to + 2] = table[512 + (data[from + 2 * step] ?? 0)] ?? 0;
  }
}
