/** Finds what spoils the answers of a quantized net by measuring, and leaves that in float. */
import { type Tensor2D, type Tensor4D, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { ImageBatch } from "../check/exported-net.ts";
import { runNet } from "../check/run-net.ts";
import type { Net } from "../net/net.ts";
import { leaveFloat } from "./leave-float.ts";
import { type QuantizedNet, runQuantized } from "./quantized-net.ts";

/** A quantized net, and what was measured of it. */
export interface MeasuredNet extends QuantizedNet {
  /** The distance of its logits from the net's own, as a share of those (root of the mean square). */
  readonly error: number;
  /** The values that stay in float, the worst one first. */
  readonly float: readonly string[];
}

/** The part of the values that may stay in float: with more, bytes gain too little. */
const mostFloat = 1 / 4;

/**
 * Leaves values in float, the one first whose rounding alone moves the logits most, until the error is tolerated or a
 * quarter of them is in float.
 */
export function leaveSpoilersFloat(
  net: Net,
  quantized: QuantizedNet,
  batches: readonly ImageBatch[],
  tolerated: number,
): MeasuredNet {
  const wanted = batches.map((batch) => answersOf(batch, (images) => runNet(net, images)));
  const errorOf = (tried: QuantizedNet) => {
    const found = batches.map((batch) => answersOf(batch, (images) => runQuantized(tried, images)));
    return distance(found, wanted);
  };
  let measured: MeasuredNet = { ...quantized, error: errorOf(quantized), float: [] };
  if (measured.error <= tolerated) return measured;
  const alone = [...quantized.values].map(([name, quantization]) => {
    const one = { ...quantized, kernels: new Set<string>(), values: new Map([[name, quantization]]) };
    return { name, error: errorOf(one) };
  });
  const worst = alone.sort((a, b) => b.error - a.error).slice(0, Math.ceil(mostFloat * alone.length));
  for (const { name } of worst) {
    const left = leaveFloat(measured, name);
    measured = { ...left, error: errorOf(left), float: [...measured.float, name] };
    if (measured.error <= tolerated) break;
  }
  return measured;
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
