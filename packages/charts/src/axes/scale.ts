/** Where values lie along an axis. */

/** Whether equal differences or equal factors are equal distances. */
export type ScaleKind = "linear" | "log";

/**
 * Makes the function from a value to its pixel, with `range`'s ends at those of `pixels`; a range of one value puts it
 * at the beginning. Values of a logarithmic axis are above 0.
 */
export function scale(
  kind: ScaleKind,
  range: readonly [from: number, to: number],
  pixels: readonly [start: number, end: number],
): (value: number) => number {
  const along = kind === "log" ? Math.log : (value: number) => value;
  const [from, to] = [along(range[0]), along(range[1])];
  const [start, end] = pixels;
  return (value) => start + ((along(value) - from) / (to - from || Number.EPSILON)) * (end - start);
}

/** The least and the greatest value; ROC curves may have more points than Math.min() takes arguments. */
export function extent(values: readonly number[]): [least: number, greatest: number] {
  return values.reduce<[number, number]>(
    ([least, greatest], value) => [Math.min(least, value), Math.max(greatest, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
