import { type Tensor4D, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { ImageBatch } from "../check/exported-net.ts";
import { runNet } from "../check/run-net.ts";
import type { Net } from "../net/net.ts";
import type { Histogram } from "./span-of.ts";

/** The parts of a histogram. */
const bins = 2048;

/** Runs a net on images twice and counts, for each of these values, how its numbers are spread. */
export function calibrate(
  net: Net,
  batches: readonly ImageBatch[],
  names: ReadonlySet<string>,
): ReadonlyMap<string, Histogram> {
  const spans = new Map<string, { min: number; max: number }>();
  eachValue(net, batches, names, (name, values) => {
    const span = spans.get(name) ?? { min: 0, max: 0 };
    for (const value of values) {
      if (value < span.min) span.min = value;
      if (value > span.max) span.max = value;
    }
    spans.set(name, span);
  });
  const histograms = new Map<string, Histogram>();
  for (const [name, { min, max }] of spans) {
    histograms.set(name, { min, max: max > min ? max : min + 1, counts: new Float64Array(bins) });
  }
  eachValue(net, batches, names, (name, values) => {
    const histogram = histograms.get(name);
    if (histogram === undefined) return;
    const { min, max, counts } = histogram;
    const perUnit = bins / (max - min);
    for (const value of values) {
      const bin = Math.min(bins - 1, Math.floor((value - min) * perUnit));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  });
  return histograms;
}

function eachValue(
  net: Net,
  batches: readonly ImageBatch[],
  names: ReadonlySet<string>,
  see: (name: string, values: ArrayLike<number> & Iterable<number>) => void,
): void {
  for (const { values, shape } of batches) {
    tidy(() => {
      const images: Tensor4D = tensor4d(values, [...shape]);
      runNet(net, images, (name, value) => {
        if (names.has(name)) see(name, value.dataSync());
        return value;
      });
    });
  }
}
