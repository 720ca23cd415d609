/** From a value's histogram to the numbers that its bytes shall reach. */
import type { Span } from "./quantization.ts";

/** How often a value's numbers lay in equal parts of its span. */
export interface Histogram extends Span {
  /** The count of each part. */
  readonly counts: Float64Array;
}

/** How a value's span is chosen. */
export const calibrationMethods = {
  /** All that was seen. */
  "min-max": ({ min, max }: Histogram): Span => ({ min, max }),
  /** All but a ten-thousandth at both ends. */
  percentile: (histogram: Histogram): Span => between(histogram, 1e-4),
  /** The span whose bytes tell most of the distribution (Kullback-Leibler divergence), as TensorRT chooses it. */
  entropy: leastDivergence,
} as const satisfies Readonly<Record<string, (histogram: Histogram) => Span>>;

/** The name of a way to choose spans. */
export type CalibrationMethod = keyof typeof calibrationMethods;

function between({ min, max, counts }: Histogram, share: number): Span {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = (max - min) / counts.length;
  const passed = (order: readonly number[]) => {
    let sum = 0;
    return order.findIndex((bin) => {
      sum += counts[bin] ?? 0;
      return sum > share * total;
    });
  };
  const bins = [...counts.keys()];
  const [low, high] = [passed(bins), passed(bins.toReversed())];
  return { min: min + low * width, max: max - high * width };
}

/** The number of bytes. */
const levels = 256;

/** Tries spans that leave out more and more of the tails, and takes the one whose rounding is the least loss. */
function leastDivergence(histogram: Histogram): Span {
  const { min, max, counts } = histogram;
  const width = (max - min) / counts.length;
  let best = { divergence: Number.POSITIVE_INFINITY, span: { min, max } as Span };
  for (let tenth = 40; tenth >= 8; tenth -= 1) {
    const limit = (Math.max(-min, max) * tenth) / 40;
    const first = Math.max(0, Math.round((-limit - min) / width));
    const last = Math.min(counts.length, Math.round((limit - min) / width));
    if (last - first < levels) break;
    const divergence = divergenceOf(counts, first, last);
    if (divergence < best.divergence) {
      best = { divergence, span: { min: min + first * width, max: min + last * width } };
    }
  }
  return best.span;
}

/** Kullback-Leibler divergence of the counts, tails moved to the ends, and of the same at 256 levels. */
function divergenceOf(counts: Float64Array, first: number, last: number): number {
  const kept = counts.slice(first, last);
  const inside = kept.slice();
  kept[0] = (kept[0] ?? 0) + counts.subarray(0, first).reduce((sum, count) => sum + count, 0);
  kept[kept.length - 1] = (kept.at(-1) ?? 0) + counts.subarray(last).reduce((sum, count) => sum + count, 0);
  const total = kept.reduce((sum, count) => sum + count, 0);
  const insideTotal = inside.reduce((sum, count) => sum + count, 0);
  let divergence = 0;
  for (let level = 0; level < levels; level += 1) {
    const from = Math.floor((level * kept.length) / levels);
    const to = Math.floor(((level + 1) * kept.length) / levels);
    let [sum, filled] = [0, 0];
    for (let bin = from; bin < to; bin += 1) {
      sum += inside[bin] ?? 0;
      if ((kept[bin] ?? 0) > 0) filled += 1;
    }
    for (let bin = from; bin < to; bin += 1) {
      const p = (kept[bin] ?? 0) / total;
      if (p === 0) continue;
      const q = Math.max(sum / filled / insideTotal, 1e-12);
      divergence += p * Math.log(p / q);
    }
  }
  return divergence;
}
