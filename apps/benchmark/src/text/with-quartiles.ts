import type { Spread } from "./statistics.ts";

/** A median with its quartiles, such as `1.50 [1.47–1.53]`. */
export function withQuartiles({ lower, median, upper }: Spread, digits: number): string {
  return `${median.toFixed(digits)} [${lower.toFixed(digits)}–${upper.toFixed(digits)}]`;
}
