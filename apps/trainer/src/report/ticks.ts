/** Round numbers along an axis. */

/** About `count` multiples of 1, 2 or 5 times a power of ten that cover [min, max]: the outer ones may lie outside. */
export function niceTicks(min: number, max: number, count: number): number[] {
  const span = max > min ? max - min : Math.abs(min) || 1;
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((factor) => raw <= factor * power * 1.0001) ?? 10);
  const first = Math.floor(min / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(max / step - 1e-9));
  // Multiplying and rounding keeps 0.30000000000000004 out of the labels.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
