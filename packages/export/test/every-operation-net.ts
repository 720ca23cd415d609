/** A small net for tests that has every operation there is, joined as in a net with an ML-Decoder. */
import { noise } from "@tresnet/vitest";
import { constant } from "../src/net/constant.ts";
import type { Net, NetNode } from "../src/net/net.ts";
import type { ConvolutionOperation, DenseOperation, Operation } from "../src/net/operations.ts";

let seed = 0;
const random = (...shape: readonly number[]) => {
  const size = shape.reduce((product, length) => product * length, 1);
  seed += 1;
  return constant(shape, noise(size, seed, -0.5, 0.5));
};
const convolution = (side: number, from: number, to: number, stride: number): ConvolutionOperation => ({
  kind: "convolution",
  kernel: random(side, side, from, to),
  bias: random(to),
  stride,
  padding: (side - 1) / 2,
});
const dense = (from: number, to: number): DenseOperation => ({
  kind: "dense",
  kernel: random(from, to),
  bias: random(to),
});
const node = (output: string, operation: Operation, ...inputs: readonly string[]): NetNode => ({
  output,
  inputs,
  operation,
});

/**
 * Makes a net for images of so many channels, of one size or, without it, of any from 4 pixels on. Five classes of
 * three groups of two.
 */
export function everyOperationNet({ size, channels = 3 }: { size?: number; channels?: number } = {}): Net {
  seed = 0;
  const heads = { heads: 2, channels: 8 };
  const layerNorm = { kind: "layerNorm", scale: random(8), offset: random(8), epsilon: 1e-5 } as const;
  const groupNorm = { kind: "groupNorm", groups: 2, scale: random(8), offset: random(8), epsilon: 1e-5 } as const;
  const nodes = [
    node("stem", convolution(5, channels, 6, 1), "input"),
    node("stem.relu", { kind: "leakyRelu", slope: 0.25 }, "stem"),
    node("pool", { kind: "maxPool", size: 3, stride: 2, padding: [1, 1] }, "stem.relu"),
    node("conv1", convolution(3, 6, 6, 1), "pool"),
    node("conv1.relu", { kind: "relu" }, "conv1"),
    node("blur", { kind: "blur", channels: 6 }, "conv1.relu"),
    node("average", { kind: "halvingAverage" }, "pool"),
    node("conv2", convolution(3, 6, 8, 2), "pool"),
    node("shortcut", convolution(1, 6, 8, 1), "average"),
    node("widened", convolution(1, 6, 8, 1), "blur"),
    node("sum", { kind: "add" }, "conv2", "shortcut"),
    node("both", { kind: "add" }, "sum", "widened"),
    node("mean", { kind: "spatialMean" }, "both"),
    node("squeeze", convolution(1, 8, 8, 1), "mean"),
    node("gate", { kind: "sigmoid" }, "squeeze"),
    node("excited", { kind: "multiply" }, "both", "gate"),
    node("positions", { kind: "positions" }, "excited"),
    node("tokens", dense(8, 8), "positions"),
    node("norm", layerNorm, "tokens"),
    node("queries", { kind: "constant", value: random(1, 3, 8) }),
    node("query.heads", { kind: "splitHeads", ...heads }, "queries"),
    node("doubled", { kind: "concat", axis: 2 }, "norm", "tokens"),
    node("halved", dense(16, 8), "doubled"),
    node("repeated", { kind: "concat", axis: 1 }, "halved", "norm"),
    node("key.heads", { kind: "splitHeads", ...heads }, "repeated"),
    node("scores", { kind: "matMulTransposed" }, "query.heads", "key.heads"),
    node("weights", { kind: "softmax" }, "scores"),
    node("mixed", { kind: "matMul" }, "weights", "key.heads"),
    node("joined", { kind: "joinHeads", ...heads }, "mixed"),
    node("attended", { kind: "add" }, "joined", "queries"),
    node("groups", { kind: "groupDense", kernel: random(3, 8, 2), bias: random(5) }, "attended"),
    node("pooled", { kind: "flatten" }, "mean"),
    node("grouped", groupNorm, "excited"),
    node("enlarged", { kind: "enlarge", height: 7, width: 9 }, "grouped"),
    node("enlarged.mean", { kind: "spatialMean" }, "enlarged"),
    node("enlarged.flat", { kind: "flatten" }, "enlarged.mean"),
    node("seen", { kind: "add" }, "pooled", "enlarged.flat"),
    node("linear", dense(8, 5), "seen"),
    node("head", { kind: "add" }, "groups", "linear"),
  ];
  const input = { type: "float32", size, multipleOf: 1, channels } as const;
  return { name: "every-operation", input, nodes, output: "head", numClasses: 5 };
}

/** Images of that net as float32, the same on every run. */
export function testImages(count: number, size: number, channels = 3): Float32Array {
  return noise(count * size * size * channels, 99, -2, 2);
}
