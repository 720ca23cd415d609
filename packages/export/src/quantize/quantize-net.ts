import type { ImageBatch } from "../check/exported-net.ts";
import type { Net } from "../net/net.ts";
import { calibrate } from "./calibrate.ts";
import { integerValues } from "./integer-values.ts";
import { leaveSpoilersFloat, type MeasuredNet } from "./leave-spoilers-float.ts";
import { type Quantization, quantizationOf } from "./quantization.ts";
import type { QuantizedNet } from "./quantized-net.ts";
import type { OnQuantizing } from "./quantizing-progress.ts";
import { type CalibrationMethod, calibrationMethods } from "./span-of.ts";

/** How a net is quantized. */
export interface QuantizeOptions {
  /** Images like those that it will see, normalized: they show how far its values reach. A hundred are enough. */
  readonly images: readonly ImageBatch[];
  /**
   * How a value's span is chosen of what was seen: all of it; all but a ten-thousandth at both ends; or the span that
   * loses least by its rounding (Kullback-Leibler divergence). @default "min-max"
   */
  readonly method?: CalibrationMethod | undefined;
  /**
   * The distance of the logits from the net's own, as a share of them, from which on the values that spoil them stay in
   * float. @default 0.1
   */
  readonly tolerated?: number | undefined;
  /** Hears how far it is: a large net takes minutes, in which nothing else runs. @default nothing is told */
  readonly onProgress?: OnQuantizing | undefined;
}

/**
 * Rounds a net to 8 bits: kernels to signed bytes, a scale for each output channel; values to unsigned bytes, a scale
 * and a zero point each, by what images show. What spoils the answers stays in float, which is measured.
 */
export function quantizeNet(
  net: Net,
  { images: batches, method = "min-max", tolerated = 0.1, onProgress = () => undefined }: QuantizeOptions,
): MeasuredNet {
  const rounded = roundAll(net, { batches, method, onProgress });
  return leaveSpoilersFloat(net, rounded, { batches, tolerated, onProgress });
}

/** How scales are chosen. */
interface RoundOptions {
  readonly batches: readonly ImageBatch[];
  readonly method: CalibrationMethod;
  readonly onProgress: OnQuantizing;
}

/** Chooses scales by images, for everything of a net that can be bytes. */
function roundAll(net: Net, { batches, method, onProgress }: RoundOptions): QuantizedNet {
  const { values, sameAs, kernels } = integerValues(net);
  const histograms = calibrate(net, batches, values, onProgress);
  const chosen = new Map<string, Quantization>();
  for (const name of values) {
    const histogram = histograms.get(sameAs.get(name) ?? name);
    if (histogram !== undefined) chosen.set(name, quantizationOf(calibrationMethods[method](histogram)));
  }
  const plain = withPlainRelus(net, chosen);
  return { net: plain.net, values: plain.values, kernels };
}

/** Makes ReLUs of leaky ones whose values below 0 are less than the distance of two bytes. */
function withPlainRelus(net: Net, chosen: ReadonlyMap<string, Quantization>) {
  const values = new Map(chosen);
  const nodes = net.nodes.map((node) => {
    const quantization = values.get(node.output);
    if (node.operation.kind !== "leakyRelu" || quantization === undefined || quantization.zeroPoint > 1) return node;
    values.set(node.output, { ...quantization, zeroPoint: 0 });
    return { ...node, operation: { kind: "relu" } as const };
  });
  return { net: { ...net, nodes }, values };
}
