import { SqueezeExcite } from "@tresnet/blocks";
import type { ConvolutionOperation } from "../net/operations.ts";
import { constantOf } from "./fold-batch-norm.ts";
import { walker } from "./net-writer.ts";

/** Writes gates for the channels, computed from their means by two 1×1 convolutions. */
export const walkSqueezeExcite = walker(SqueezeExcite, ({ fc1, fc2 }, input, name, net) => {
  const mean = net.add(`${name}.mean`, { kind: "spatialMean" }, input);
  const reduced = net.add(`${name}.fc1`, gateLayer(fc1), mean);
  const active = net.add(`${name}.act`, { kind: "relu" }, reduced);
  const gate = net.add(`${name}.gate`, { kind: "sigmoid" }, net.add(`${name}.fc2`, gateLayer(fc2), active));
  return net.add(name, { kind: "multiply" }, input, gate);
});

function gateLayer({ weight, bias }: SqueezeExcite["fc1"]): ConvolutionOperation {
  return { kind: "convolution", kernel: constantOf(weight), bias: constantOf(bias), stride: 1, padding: 0 };
}
