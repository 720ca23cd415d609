import { appendFileSync } from "node:fs";
import { expect } from "vitest";
import { relativeError } from "./relative-error.ts";

/**
 * Expects `actual` to be within `tolerance` of a golden `expected`, measured by `relativeError`.
 *
 * With TRESNET_PARITY naming a file, the error is also added to it as a line of JSON, for a table of all of them.
 */
export function expectParity(
  fixture: string,
  quantity: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  const error = relativeError(actual, expected);
  const file = process.env.TRESNET_PARITY;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ fixture, quantity, error, tolerance })}\n`);
  expect(error, `${fixture}: ${quantity}`).toBeLessThan(tolerance);
}
