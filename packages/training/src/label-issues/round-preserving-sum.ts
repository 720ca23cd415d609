/** Rounds to whole numbers whose sum is that of the numbers, rounded. */

/** Numbers that are closer than this are equal. */
const tiny = 1e-6;

/**
 * The numbers as whole ones: each is rounded, and those that were rounded farthest give or take the difference.
 * @see cleanlab internal/util.py (round_preserving_sum), which follows https://github.com/cgdeboer/iteround
 */
export function roundPreservingSum(values: readonly number[]): number[] {
  const rounded = values.map(roundHalfToEven);
  const wanted = roundHalfToEven(sumOf(values));
  for (let missing = wanted - sumOf(rounded); Math.abs(missing) > tiny; missing = wanted - sumOf(rounded)) {
    const step = missing < 0 ? -1 : 1;
    const order = [...values.keys()].sort((a, b) => restOf(a) - restOf(b));
    // Up: those that lost most. Down: those that gained most.
    const changed = (step > 0 ? order.reverse() : order).slice(0, Math.min(Math.abs(missing), values.length));
    for (const place of changed) rounded[place] = (rounded[place] ?? 0) + step;
  }
  return rounded;

  function restOf(place: number): number {
    return (values[place] ?? 0) - (rounded[place] ?? 0);
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** NumPy's rounding. */
function roundHalfToEven(value: number): number {
  return Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
}
