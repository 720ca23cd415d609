/** The least, the middle and the largest of numbers. */
import type { Range } from "./inspection.ts";

/** Undefined of none; the median of an even number of values is the lower of the two in the middle. */
export function rangeOf(values: readonly number[]): Range | undefined {
  const sorted = Float64Array.from(values).sort();
  const [min, median, max] = [sorted[0], sorted[(sorted.length - 1) >> 1], sorted.at(-1)];
  return min === undefined || median === undefined || max === undefined ? undefined : { min, median, max };
}
