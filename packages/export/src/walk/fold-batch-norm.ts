import type { BatchNorm, Convolution, Weight } from "@tresnet/blocks";
import { constant, vector } from "../net/constant.ts";
import type { Constant, ConvolutionOperation } from "../net/operations.ts";

/** The convolution that equals a convolution and the batch norm after it; products and roots are in float64. */
export function foldBatchNorm(conv: Convolution, norm: BatchNorm): ConvolutionOperation {
  const [scale, offset] = [valuesOf(norm.weight), valuesOf(norm.bias)];
  const [mean, variance] = [valuesOf(norm.runningMean), valuesOf(norm.runningVar)];
  const channels = scale.length;
  const factors = Float64Array.from(scale, (value, channel) => {
    return value / Math.sqrt((variance[channel] ?? 0) + norm.epsilon);
  });
  const kernel = valuesOf(conv.weight).map((value, index) => value * (factors[index % channels] ?? 0));
  const before = conv.bias === undefined ? undefined : valuesOf(conv.bias);
  const bias = Float64Array.from(offset, (value, channel) => {
    return value + ((before?.[channel] ?? 0) - (mean[channel] ?? 0)) * (factors[channel] ?? 0);
  });
  return {
    kind: "convolution",
    kernel: constant(conv.weight.shape, kernel),
    bias: vector(bias),
    stride: conv.stride,
    padding: (conv.weight.shape[0] - 1) / 2,
  };
}

/** The values of a weight, a copy. */
export function valuesOf(weight: Weight): Float32Array {
  return Float32Array.from(weight.variable.dataSync());
}

/** A weight as it is. */
export function constantOf(weight: Weight): Constant {
  return constant(weight.shape, valuesOf(weight));
}
