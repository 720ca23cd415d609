import { type FromPixelsOptions, fromPixels } from "../net/from-pixels.ts";
import { inputName } from "../net/net.ts";
import type { QuantizedNet } from "./quantized-net.ts";

/** The quantized net that takes bytes of pixels and answers with probabilities, as `fromPixels` makes it of a net. */
export function quantizedFromPixels({ net, values, kernels }: QuantizedNet, options: FromPixelsOptions): QuantizedNet {
  const made = fromPixels(net, options);
  const [first] = made.nodes;
  const renamed = [...values].map(([name, quantization]) => {
    return [name === inputName ? (first?.output ?? name) : name, quantization] as const;
  });
  return { net: made, values: new Map(renamed), kernels };
}
