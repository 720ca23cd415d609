/** Whether all sides make the same of the same photos: a faster loader that delivers something else is none. */
import type { BatchCheck } from "./data-messages.ts";

/**
 * Decoders and filters may round otherwise; a wrong size, crop, range or normalization is far beyond this (in standard
 * deviations).
 */
const meanTolerance = 0.005;
/** Single pixels, at edges: a few 8-bit levels. */
const rangeTolerance = 0.15;

/** @throws Error naming the two sides and what differs. */
export function checkSameBatches(sides: readonly { readonly side: string; readonly check: BatchCheck }[]): void {
  const [first, ...others] = sides;
  if (first === undefined) return;
  for (const { side, check } of others) {
    const differs = difference(first.check, check);
    if (differs !== undefined) {
      throw new Error(
        `data: expected the same evaluation batch of all sides, but ${differs} of ${first.side} and ${side}.`,
      );
    }
  }
}

function difference(a: BatchCheck, b: BatchCheck): string | undefined {
  const far = (x: number | undefined, y: number | undefined, tolerance: number) =>
    !(Math.abs((x ?? Number.NaN) - (y ?? Number.NaN)) <= tolerance);
  if (a.shape.join() !== b.shape.join()) return `the shape is [${a.shape}] and [${b.shape}]`;
  for (const [channel, mean] of a.means.entries()) {
    if (far(mean, b.means[channel], meanTolerance))
      return `channel ${channel} has mean ${mean} and ${b.means[channel]}`;
  }
  if (far(a.smallest, b.smallest, rangeTolerance)) return `the smallest value is ${a.smallest} and ${b.smallest}`;
  if (far(a.largest, b.largest, rangeTolerance)) return `the largest value is ${a.largest} and ${b.largest}`;
  return undefined;
}
