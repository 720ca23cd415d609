/** Whether an image shows anything: many that do not were stored with other numbers than their readers expect. */
import type { AnyPixels } from "../dataset/pixels.ts";

/** The highest level of a dark image: 12 bits that are stored in 16 have no higher one. */
export const darkLevel = 15;

/** The highest level of a dim image: 14 bits that are stored in 16 have no higher one. */
const dimLevel = 63;

/** What an image's light says. */
export interface Light {
  /** Whether all pixels are the same. */
  readonly isFlat: boolean;
  /** Whether no sample is above 15 of 255. */
  readonly isDark: boolean;
  /** Whether no sample is above 63 of 255: of one image no wonder, of all images of a set a sign. */
  readonly isDim: boolean;
}

/** Looks at the light of an image; of a usual one it reads a few pixels. */
export function lightOf({ data, channels }: AnyPixels): Light {
  const isFlat = data.findIndex((value, at) => at >= channels && value !== data[at - channels]) < 0;
  const isUpTo = (level: number) => data.findIndex((value) => value > level) < 0;
  return { isFlat, isDark: isUpTo(darkLevel), isDim: isUpTo(dimLevel) };
}
