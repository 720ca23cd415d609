/** Compares arrays of numbers within a stated tolerance. */
import { expect } from "vitest";

/** Expects |actual − expected| ≤ tolerance · max(1, |expected|) for every element, and equal lengths. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = "",
): void {
  expect(actual.length, `length of ${what}`).toBe(expected.length);
  let worst = { error: 0, index: 0 };
  for (let i = 0; i < expected.length; i++) {
    const [a = Number.NaN, e = Number.NaN] = [actual[i], expected[i]];
    const error = Object.is(a, e) ? 0 : Math.abs(a - e) / Math.max(1, Math.abs(e));
    if (!(error <= worst.error)) worst = { error, index: i };
  }
  const { error, index } = worst;
  expect(error, `${what}[${index}]: ${actual[index]} for ${expected[index]}`).toBeLessThanOrEqual(tolerance);
}
