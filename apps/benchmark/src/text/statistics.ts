/** Median and quartiles: a noisy machine has outliers on one side only, so means would lie. */

/** How values spread: their median, and the quartiles around it. */
export interface Spread {
  /** A quarter of the values is below. */
  readonly lower: number;
  /** Half of the values is below. */
  readonly median: number;
  /** Three quarters of the values are below. */
  readonly upper: number;
}

/**
 * The median and the quartiles of at least one value, by linear interpolation between order statistics.
 * @throws RangeError when there is no value.
 */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError("spread: expected at least one value, got none.");
  const sorted = values.toSorted((a, b) => a - b);
  const at = (fraction: number) => {
    const position = fraction * (sorted.length - 1);
    const below = sorted[Math.floor(position)] ?? Number.NaN;
    const above = sorted[Math.ceil(position)] ?? Number.NaN;
    return below + (above - below) * (position - Math.floor(position));
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}
