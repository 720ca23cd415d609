/**
 * max|actual − expected| / max|expected|, the measure of fixtures/README.md; where all is expected to be 0,
 * max|actual|.
 * @throws RangeError when the two differ in length.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) {
    throw new RangeError(`relativeError: expected ${expected.length} values, got ${actual.length}.`);
  }
  let difference = 0;
  let size = 0;
  for (let index = 0; index < expected.length; index += 1) {
    const [a, b] = [Number(actual[index]), Number(expected[index])];
    // Written so that a NaN on either side counts as an infinite difference.
    if (!(Math.abs(a - b) <= difference)) difference = Number.isNaN(a - b) ? Number.POSITIVE_INFINITY : Math.abs(a - b);
    size = Math.max(size, Math.abs(b));
  }
  return size === 0 ? difference : difference / size;
}
