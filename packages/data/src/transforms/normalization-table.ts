/** Normalization by looking up: 8-bit pixels have no more than 256 values a channel. */
import type { ChannelValues } from "./channel-values.ts";

/** The float32 of every 8-bit value, one table of 256 per channel. */
export type NormalizationTable = Float32Array;

/** Makes the table of (value / 255 - mean) / std. */
export function normalizationTable(mean: ChannelValues, std: ChannelValues): NormalizationTable {
  const table = new Float32Array(3 * 256);
  for (let c = 0; c < 3; c++) {
    for (let value = 0; value < 256; value++) table[c * 256 + value] = (value / 255 - (mean[c] ?? 0)) / (std[c] ?? 1);
  }
  return table;
}
