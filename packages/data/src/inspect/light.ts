/** Whether an image shows anything: many that do not were stored with other numbers than their readers expect. */
import type { AnyPixels } from "../dataset/pixels.ts";

/** The highest level of a dark image: 12 bits that are stored in 16 have no higher one. */
export const darkLevel = 15;

/** What an image's light says. */
export interface Light {
  /** Whether all pixels are the same. */
  readonly isFlat: boolean;
  /** Whether no sample is above 15 of 255. */
  readonly isDark: boolean;
}

/** Looks at the light of an image; of a usual one it reads a few pixels. */
export function lightOf({ data, channels }: AnyPixels): Light {
  const isFlat = data.findIndex((value, at) => at >= channels && value !== data[at - channels]) < 0;
  return { isFlat, isDark: data.findIndex((value) => value > darkLevel) < 0 };
}
