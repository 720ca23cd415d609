import { type Tensor4D, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { ImageBatch } from "../check/exported-net.ts";
import { runNet } from "../check/run-net.ts";
import type { Net } from "../net/net.ts";
import type { OnQuantizing } from "./quantizing-progress.ts";
import type { Histogram } from "./span-of.ts";

/** The parts of a histogram. */
const bins = 2048;

/** Runs a net on images twice and counts, for each of these values, how its numbers are spread. */
export function calibrate(
  net: Net,
  batches: readonly ImageBatch[],
  names: ReadonlySet<string>,
  onProgress: OnQuantizing = () => undefined,
): ReadonlyMap<string, Histogram> {
  const spans = new Map<string, { min: number; max: number }>();
  const images = batches.reduce((sum, { shape }) => sum + shape[0], 0);
  const passes = { finished: 0 };
  const count = ({ shape: [n] }: ImageBatch) => {
    passes.finished += n;
    onProgress({ part: "spans", done: passes.finished, of: 2 * images });
  };
  eachValue({ net, batches, names, count }, (name, values) => {
    const span = spans.get(name) ?? { min: 0, max: 0 };
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? 0;
      if (value < span.min) span.min = value;
      if (value > span.max) span.max = value;
    }
    spans.set(name, span);
  });
  const histograms = new Map<string, Histogram>();
  for (const [name, { min, max }] of spans) {
    histograms.set(name, { min, max: max > min ? max : min + 1, counts: new Float64Array(bins) });
  }
  eachValue({ net, batches, names, count }, (name, values) => {
    const histogram = histograms.get(name);
    if (histogram === undefined) return;
    const { min, max, counts } = histogram;
    const perUnit = bins / (max - min);
    for (let index = 0; index < values.length; index += 1) {
      const bin = Math.min(bins - 1, Math.floor(((values[index] ?? 0) - min) * perUnit));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  });
  return histograms;
}

interface Seen {
  readonly net: Net;
  readonly batches: readonly ImageBatch[];
  readonly names: ReadonlySet<string>;
  /** Is told of every batch that is done. */
  readonly count: (batch: ImageBatch) => void;
}

function eachValue({ net, batches, names, count }: Seen, see: (name: string, values: ArrayLike<number>) => void): void {
  for (const batch of batches) {
    const { values, shape } = batch;
    tidy(() => {
      const images: Tensor4D = tensor4d(values, [...shape]);
      runNet(net, images, (name, value) => {
        if (names.has(name)) see(name, value.dataSync());
        return value;
      });
    });
    count(batch);
  }
}
