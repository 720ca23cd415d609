/** Writes a described net as nodes of a TensorFlow graph. */
import { inputName, type Net } from "../net/net.ts";
import { type ByKind, callByKind } from "../net/operations.ts";
import { valueShapes } from "../net/value-shapes.ts";
import { float, type GraphShape, ints, shape, type } from "./graph.ts";
import type { GraphWriter } from "./graph-writer.ts";
import { writeBlur, writeConvolution, writeHalvingAverage, writeMaxPool, writeSpatialMean } from "./map-nodes.ts";
import { type Place, writeFloat } from "./place.ts";
import { writeConcat, writeEnlarge, writeGroupNorm } from "./pyramid-nodes.ts";
import {
  writeDense,
  writeGroupDense,
  writeJoinHeads,
  writeLayerNorm,
  writeMatMul,
  writeMatMulTransposed,
  writeSplitHeads,
} from "./token-nodes.ts";

/** A net's ends in a graph. */
export interface WrittenNet {
  /** The node of the images that come in. */
  readonly input: string;
  /** Their shape, [n, h, w, c]. */
  readonly inputShape: GraphShape;
  /** The node of what goes out. */
  readonly output: string;
  /** Its shape: [n, classes], of a detector [n, locations, classes + 5]. */
  readonly outputShape: GraphShape;
}

/** How a net's ends are named in a graph. */
export interface NetNames {
  /** The name of the images. */
  readonly input: string;
  /** The name of what goes out. */
  readonly output: string;
  /** What stands before the names of all other nodes but the weights. @default "" */
  readonly prefix?: string;
}

/**
 * Writes a net's operations from a placeholder on. Nodes are named after the net's values, weights after their places
 * alone: a net that is written twice into one graph has them once.
 * @throws Error when a node reads a value that no node before it makes.
 */
export function writeNet(writer: GraphWriter, net: Net, { input, output, prefix = "" }: NetNames): WrittenNet {
  const shapes = valueShapes(net);
  const inputShape = shapes.get(inputName) ?? [];
  const names = new Map([[inputName, input]]);
  const find = (value: string) => {
    const name = names.get(value);
    if (name !== undefined) return name;
    throw new Error(`writeNet: expected a node that makes ${value}, got none. Describe the net in order.`);
  };
  writer.add(input, "Placeholder", [], { dtype: type(net.input.type), shape: shape(inputShape) });
  for (const node of net.nodes) {
    const name = `${prefix}${node.output}`;
    const inputs = node.inputs.map(find);
    const given = node.inputs.map((value) => shapes.get(value) ?? []);
    const place = { writer, name, weights: node.weights ?? node.output, inputs, shapes: given };
    names.set(node.output, callByKind(writers, node.operation, place));
  }
  writer.float(output, "Identity", [find(net.output)]);
  return { input, inputShape, output, outputShape: shapes.get(net.output) ?? [] };
}

const writers: ByKind<[place: Place], string> = {
  convolution: writeConvolution,
  blur: writeBlur,
  maxPool: writeMaxPool,
  halvingAverage: writeHalvingAverage,
  spatialMean: writeSpatialMean,
  leakyRelu: ({ slope }, { writer, name, inputs }) => writer.float(name, "LeakyRelu", inputs, { alpha: float(slope) }),
  relu: writeFloat("Relu"),
  sigmoid: writeFloat("Sigmoid"),
  softmax: writeFloat("Softmax"),
  add: writeFloat("AddV2"),
  multiply: writeFloat("Mul"),
  flatten: (_, { writer, name, inputs }) => writer.float(name, "Squeeze", inputs, { squeeze_dims: ints([1, 2]) }),
  positions: (_, { writer, name, inputs, shapes }) => {
    const [n, height, width, channels] = shapes[0] ?? [];
    const [x = ""] = inputs;
    const length = height === undefined || width === undefined ? undefined : height * width;
    return writer.reshape(name, x, [n, length, channels]);
  },
  dense: writeDense,
  groupDense: writeGroupDense,
  layerNorm: writeLayerNorm,
  groupNorm: writeGroupNorm,
  enlarge: writeEnlarge,
  concat: writeConcat,
  splitHeads: writeSplitHeads,
  joinHeads: writeJoinHeads,
  matMul: writeMatMul,
  matMulTransposed: writeMatMulTransposed,
  constant: ({ value }, { writer, weights }) => writer.constant(weights, value),
  normalizePixels: ({ factor, offset }, { writer, name, weights, inputs }) => {
    const casting = { SrcT: type("uint8"), DstT: type("float32") };
    const values = writer.add(`${name}/values`, "Cast", inputs, casting);
    const scaled = writer.float(`${name}/scaled`, "Mul", [values, writer.constant(`${weights}/factor`, factor)]);
    return writer.float(name, "AddV2", [scaled, writer.constant(`${weights}/offset`, offset)]);
  },
};
