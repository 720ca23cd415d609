/** A described net, run operation by operation: what its formats are checked against, and itself against the model. */
import {
  add,
  avgPool,
  cast,
  concat,
  conv2d,
  depthwiseConv2d,
  image,
  leakyRelu,
  matMul,
  maxPool,
  mean,
  mirrorPad,
  mul,
  pad,
  type Rank,
  relu,
  reshape,
  sigmoid,
  slice,
  softmax,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor1d,
  tensor4d,
  tidy,
  transpose,
} from "@tensorflow/tfjs-core";
import { groupNorm, layerNorm } from "@tresnet/tensor-ops";
import { inputName, type Net } from "../net/net.ts";
import { type ByKind, type Constant, callByKind } from "../net/operations.ts";

/** Sees every value as it is computed, and may give another one in its place. */
export type OnValue = (name: string, value: Tensor) => Tensor;

/**
 * Computes what a described net answers: images [n, h, w, c] of its input's type → float32 [n, classes].
 * @param onValue is called with "input" and every node's output, in order
 * @throws Error when a node reads a value that no node before it makes.
 */
export function runNet(net: Net, images: Tensor4D, onValue?: OnValue): Tensor2D {
  return tidy(() => reshape<Rank.R2>(runDescription(net, images, onValue), [images.shape[0], net.numClasses]));
}

/**
 * Computes a net's output as it is: of a classifier float32 [n, classes], of a detector [n, locations, classes + 5].
 * @throws Error when a node reads a value that no node before it makes.
 */
export function runDescription(net: Net, images: Tensor4D, onValue: OnValue = (_, value) => value): Tensor {
  return tidy(() => {
    const values = new Map<string, Tensor>([[inputName, onValue(inputName, images)]]);
    const made = (name = "nothing"): Tensor => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`runNet: expected a node that makes ${name}, got none.`);
      return value;
    };
    const lastReader = lastReaders(net);
    for (const { output, inputs, operation } of net.nodes) {
      const read = (index: number) => made(inputs[index]);
      const value = tidy(() => callByKind(runs, operation, read, inputs.length));
      const seen = tidy(() => onValue(output, value));
      if (seen !== value) value.dispose();
      values.set(output, seen);
      // All values of a large net at once would be gigabytes.
      for (const name of inputs) if (name !== inputName && lastReader.get(name) === output) values.get(name)?.dispose();
    }
    return made(net.output);
  });
}

/** The node that reads a value last, by the value's name. */
function lastReaders({ nodes }: Net): ReadonlyMap<string, string> {
  return new Map(nodes.flatMap(({ output, inputs }) => inputs.map((name) => [name, output] as const)));
}

/** The values that a node reads, by their place among its inputs. */
type Read = (index: number) => Tensor;

const runs: ByKind<[read: Read, count: number], Tensor> = {
  convolution: ({ kernel, bias, stride, padding }, read) => {
    const [height = 1, width = 1, inputs = 1, outputs = 1] = kernel.shape;
    const weights = tensor4d(kernel.values, [height, width, inputs, outputs]);
    // Our backend's convolution takes no numbers of zeros, and TensorFlow's "same" is another one with a stride.
    return add(conv2d(pad(mapOf(read(0)), around(padding, padding)), weights, stride, "valid"), tensorOf(bias));
  },
  leakyRelu: ({ slope }, read) => leakyRelu(read(0), slope),
  blur: ({ channels }, read) => {
    const row = [1 / 4, 2 / 4, 1 / 4];
    const taps = row.flatMap((across) =>
      row.flatMap((along) => Array.from({ length: channels }, () => across * along)),
    );
    const mirrored = mirrorPad(mapOf(read(0)), around(1, 1), "reflect");
    return depthwiseConv2d(mirrored, tensor4d(taps, [3, 3, channels, 1]), 2, "valid");
  },
  maxPool: ({ size, stride, padding: [before, after] }, read) =>
    maxPool(mapOf(read(0)), size, stride, around(before, after)),
  dense: ({ kernel, bias }, read) => {
    const x = read(0);
    const [inputs = 1, outputs = 1] = kernel.shape;
    const rows = matMul(reshape(x, [-1, inputs]), tensorOf(kernel));
    return reshape(add(rows, tensorOf(bias)), [...x.shape.slice(0, -1), outputs]);
  },
  layerNorm: ({ scale, offset, epsilon }, read) =>
    layerNorm(read(0), tensor1d(scale.values), tensor1d(offset.values), epsilon),
  groupNorm: ({ groups, scale, offset, epsilon }, read) =>
    groupNorm(mapOf(read(0)), tensor1d(scale.values), tensor1d(offset.values), { groups, epsilon }),
  enlarge: ({ height, width }, read) => image.resizeNearestNeighbor(mapOf(read(0)), [height, width]),
  concat: ({ axis }, read, count) =>
    concat(
      Array.from({ length: count }, (_, index) => read(index)),
      axis,
    ),
  splitHeads: ({ heads, channels }, read) => {
    const x = read(0);
    const [n = 1, t = 1] = x.shape;
    return transpose(reshape(x, [n, t, heads, channels / heads]), [0, 2, 1, 3]);
  },
  joinHeads: ({ channels }, read) => {
    const x = transpose(read(0), [0, 2, 1, 3]);
    const [n = 1, t = 1] = x.shape;
    return reshape(x, [n, t, channels]);
  },
  groupDense: ({ kernel, bias }, read) => {
    const answers = matMul(transpose(read(0), [1, 0, 2]), tensorOf(kernel)); // [groups, n, perGroup]
    const [groups = 1, n = 1, perGroup = 1] = answers.shape;
    const logits: Tensor2D = reshape(transpose(answers, [1, 0, 2]), [n, groups * perGroup]);
    return add(slice(logits, [0, 0], [n, bias.values.length]), tensorOf(bias));
  },
  constant: ({ value }) => tensorOf(value),
  normalizePixels: ({ factor, offset }, read) => add(mul(cast(read(0), "float32"), tensorOf(factor)), tensorOf(offset)),
  relu: (_, read) => relu(read(0)),
  sigmoid: (_, read) => sigmoid(read(0)),
  add: (_, read) => add(read(0), read(1)),
  multiply: (_, read) => mul(read(0), read(1)),
  halvingAverage: (_, read) => avgPool(mapOf(read(0)), 2, 2, "same"),
  spatialMean: (_, read) => mean(read(0), [1, 2], true),
  flatten: (_, read) => {
    const [n = 1, , , channels = 1] = read(0).shape;
    return reshape(read(0), [n, channels]);
  },
  positions: (_, read) => {
    const [n = 1, height = 1, width = 1, channels = 1] = read(0).shape;
    return reshape(read(0), [n, height * width, channels]);
  },
  matMul: (_, read) => matMul(read(0), read(1)),
  matMulTransposed: (_, read) => matMul(read(0), read(1), false, true),
  softmax: (_, read) => softmax(read(0)),
};

/** What to pad before and after a map's height and width, in tfjs's words. */
function around(
  before: number,
  after: number,
): [[number, number], [number, number], [number, number], [number, number]] {
  return [
    [0, 0],
    [before, after],
    [before, after],
    [0, 0],
  ];
}

function tensorOf({ values, shape }: Constant): Tensor {
  return tensor(values, [...shape]);
}

/** The same map, of a type that says that it has four axes. */
function mapOf(x: Tensor): Tensor4D {
  const [n = 1, height = 1, width = 1, channels = 1] = x.shape;
  return reshape(x, [n, height, width, channels]);
}
