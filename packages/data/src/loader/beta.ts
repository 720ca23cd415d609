/** Draws from the beta distribution, which decides how much of each image a mixture has. */
import type { Random } from "../random.ts";

/** A draw from Beta(alpha, alpha), 0 to 1: near both ends for small alpha, uniform for 1, near the middle above. */
export function symmetricBeta(alpha: number, draws: Random): number {
  const [a, b] = [gamma(alpha, draws), gamma(alpha, draws)];
  // For a tiny alpha both may be too small for a double.
  return a + b === 0 ? draws.integer(2) : a / (a + b);
}

/** @see Marsaglia and Tsang 2000, https://doi.org/10.1145/358407.358414 */
function gamma(shape: number, draws: Random): number {
  if (shape < 1) return gamma(shape + 1, draws) * (1 - draws.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(draws);
    const v = (1 + c * x) ** 3;
    const u = 1 - draws.next(); // (0, 1]
    if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Box and Muller's: one of the pair. */
function normal(draws: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draws.next()));
  return radius * Math.cos(2 * Math.PI * draws.next());
}
