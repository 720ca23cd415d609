/** Finds what spoils the answers of a quantized net by measuring, and leaves that in float. */
import { type Tensor2D, type Tensor4D, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { ImageBatch } from "../check/exported-net.ts";
import { runNet } from "../check/run-net.ts";
import type { Net } from "../net/net.ts";
import { leaveFloat } from "./leave-float.ts";
import { type QuantizedNet, runQuantized } from "./quantized-net.ts";
import type { OnQuantizing } from "./quantizing-progress.ts";

/** A quantized net, and what was measured of it. */
export interface MeasuredNet extends QuantizedNet {
  /** The distance of its logits from the net's own, as a share of those (root of the mean square). */
  readonly error: number;
  /** The values that stay in float, the worst one first. */
  readonly float: readonly string[];
}

/** The part of the values that may stay in float: with more, bytes gain too little. */
const mostFloat = 1 / 4;

/** What the answers of a quantized net are measured by. */
export interface MeasureOptions {
  readonly batches: readonly ImageBatch[];
  /** The error from which on values stay in float. */
  readonly tolerated: number;
  readonly onProgress: OnQuantizing;
}

/**
 * Leaves values in float, the one first whose rounding alone moves the logits of the first batch most: as few as bring
 * the error of all batches to what is tolerated, or a quarter of them.
 */
export function leaveSpoilersFloat(
  net: Net,
  quantized: QuantizedNet,
  { batches, tolerated, onProgress }: MeasureOptions,
): MeasuredNet {
  const wanted = batches.map((batch) => answersOf(batch, (images) => runNet(net, images)));
  const errorOf = (tried: QuantizedNet) => {
    const found = batches.map((batch) => answersOf(batch, (images) => runQuantized(tried, images)));
    return distance(found, wanted);
  };
  const all: MeasuredNet = { ...quantized, error: errorOf(quantized), float: [] };
  if (all.error <= tolerated) return all;
  const [first] = batches;
  const [wantedFirst] = wanted;
  const alone = [...quantized.values].map(([name, quantization], index) => {
    const one = { ...quantized, kernels: new Set<string>(), values: new Map([[name, quantization]]) };
    const found = first === undefined ? [] : [answersOf(first, (images) => runQuantized(one, images))];
    onProgress({ part: "errors", done: index + 1, of: quantized.values.size });
    return { name, error: distance(found, wantedFirst === undefined ? [] : [wantedFirst]) };
  });
  const worst = alone.sort((a, b) => b.error - a.error).slice(0, Math.ceil(mostFloat * alone.length));
  return fewestFloat(
    all,
    worst.map(({ name }) => name),
    { errorOf, tolerated, onProgress },
  );
}

/** What `fewestFloat` measures by. */
interface FewestOptions extends Pick<MeasureOptions, "tolerated" | "onProgress"> {
  readonly errorOf: (tried: QuantizedNet) => number;
}

/** Halves the number of values that stay in float, of the worst ones, until no fewer do. */
function fewestFloat(
  all: MeasuredNet,
  worst: readonly string[],
  { errorOf, tolerated, onProgress }: FewestOptions,
): MeasuredNet {
  const left = (count: number): MeasuredNet => {
    const float = worst.slice(0, count);
    const net = float.reduce<QuantizedNet>(leaveFloat, all);
    return { ...net, error: errorOf(net), float };
  };
  let [tooFew, enough] = [0, left(worst.length)];
  const tries = Math.ceil(Math.log2(worst.length)) + 1;
  for (let done = 1; enough.float.length - tooFew > 1 && enough.error <= tolerated; done += 1) {
    onProgress({ part: "floats", done, of: tries });
    const middle = left(Math.floor((tooFew + enough.float.length) / 2));
    if (middle.error <= tolerated) enough = middle;
    else tooFew = middle.float.length;
  }
  return enough;
}

function answersOf({ values, shape }: ImageBatch, run: (images: Tensor4D) => Tensor2D): Float32Array {
  return tidy(() => Float32Array.from(run(tensor4d(values, [...shape])).dataSync()));
}

function distance(found: readonly Float32Array[], wanted: readonly Float32Array[]): number {
  let [apart, size] = [0, 0];
  for (const [batch, values] of wanted.entries()) {
    for (const [index, value] of values.entries()) {
      apart += ((found[batch]?.[index] ?? Number.NaN) - value) ** 2;
      size += value ** 2;
    }
  }
  return Math.sqrt(apart / size);
}
