import { Dense } from "@tresnet/blocks";
import { LinearHead } from "@tresnet/heads";
import { constantOf } from "./fold-batch-norm.ts";
import { type NetWriter, walker } from "./net-writer.ts";

/** Writes the last layer that models of the zoo are built with: the map's average, then a dense layer. */
export const walkDense = walker(Dense, writeLinear);

/** Writes the last layer of a model for other classes, which computes the same. */
export const walkLinearHead = walker(LinearHead, writeLinear);

function writeLinear({ weight, bias }: Pick<Dense, "weight" | "bias">, input: string, name: string, net: NetWriter) {
  const mean = net.add(`${name}.mean`, { kind: "spatialMean" }, input);
  const features = net.add(`${name}.features`, { kind: "flatten" }, mean);
  return net.add(`${name}.fc`, { kind: "dense", kernel: constantOf(weight), bias: constantOf(bias) }, features);
}
