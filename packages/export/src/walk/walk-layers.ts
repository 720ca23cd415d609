/** Layers by themselves: a convolution that no batch norm follows, group norm, ReLU. */
import { Convolution, GroupNorm, Relu } from "@tresnet/blocks";
import { vector } from "../net/constant.ts";
import type { ConvolutionOperation, GroupNormOperation } from "../net/operations.ts";
import { constantOf } from "./fold-batch-norm.ts";
import { walker } from "./net-writer.ts";

/** Writes a convolution with its bias. */
export const walkConvolution = walker(Convolution, (layer, input, name, net) => {
  return net.addLayer(layer, name, () => convolutionOf(layer), input);
});

/** Writes a group norm. */
export const walkGroupNorm = walker(GroupNorm, (layer, input, name, net) => {
  return net.addLayer(layer, name, () => groupNormOf(layer), input);
});

/** Writes max(x, 0). */
export const walkRelu = walker(Relu, (_, input, name, net) => net.add(name, { kind: "relu" }, input));

function convolutionOf({ weight, bias, stride }: Convolution): ConvolutionOperation {
  const [size, , , channels] = weight.shape;
  const offset = bias === undefined ? vector(new Float32Array(channels)) : constantOf(bias);
  return { kind: "convolution", kernel: constantOf(weight), bias: offset, stride, padding: (size - 1) / 2 };
}

function groupNormOf({ weight, bias, groups, epsilon }: GroupNorm): GroupNormOperation {
  return { kind: "groupNorm", groups, scale: constantOf(weight), offset: constantOf(bias), epsilon };
}
