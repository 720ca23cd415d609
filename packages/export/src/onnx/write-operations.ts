/**
 * What each operation is in ONNX, opset 17. Maps are [n, c, h, w] there; what is no map has the description's layout.
 *
 * Nothing here needs more than the oldest runtimes in browsers know: no `auto_pad`, no `ceil_mode` (WebGPU fails on
 * it), and `Pad` with its value given, which WebGPU's wants.
 */
import type { ByKind, Constant } from "../net/operations.ts";
import { quantizeKernel } from "../quantize/quantization.ts";
import type { OnnxGraph, OnnxNode } from "./onnx-graph.ts";
import { writeEnlarge, writeGroupNorm } from "./pyramid-operations.ts";

/** What writes each kind of operation. */
export const writeOperations: ByKind<[node: OnnxNode], string> = {
  convolution: ({ kernel, bias, stride, padding }, node) => {
    const { graph, output, inputs } = node;
    const [height = 1, width = 1] = kernel.shape;
    const weights = weightsOf(node, kernel, bias, [3, 2, 0, 1]);
    return graph.add("Conv", output, [...inputs, ...weights], {
      kernel_shape: [height, width],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
    });
  },
  leakyRelu: ({ slope }, { graph, output, inputs }) => {
    return graph.add("LeakyRelu", output, inputs, { alpha: { float: slope } });
  },
  blur: ({ channels }, node) => {
    const { graph, output } = node;
    const mirrored = padded(node, [1, 1, 1, 1], "reflect");
    const row = [1 / 4, 2 / 4, 1 / 4];
    const taps = row.flatMap((down) => row.map((along) => down * along));
    const values = Float32Array.from({ length: 9 * channels }, (_, index) => taps[index % 9] ?? 0);
    const weights =
      node.bytes === undefined
        ? graph.vector(`${output}.weight`, [channels, 1, 3, 3], values)
        : graph.bytes(
            `${output}.weight`,
            [channels, 1, 3, 3],
            Int8Array.from(values, (value) => 16 * value), // exactly: 1, 2 and 4
            new Float32Array(channels).fill(1 / 16),
            0,
          );
    return graph.add("Conv", output, [mirrored, weights], { kernel_shape: [3, 3], strides: [2, 2], group: channels });
  },
  maxPool: ({ size, stride, padding: [before, after] }, { graph, output, inputs }) => {
    const window = { kernel_shape: [size, size], strides: [stride, stride] };
    return graph.add("MaxPool", output, inputs, { ...window, pads: [before, before, after, after] });
  },
  dense: ({ kernel, bias }, node) => {
    const {
      graph,
      output,
      inputs,
      shapes: [shape = []],
    } = node;
    const [weights, offset] = weightsOf(node, kernel, bias);
    if (shape.length === 2) return graph.add("Gemm", output, [...inputs, weights, offset]);
    return graph.add("Add", output, [graph.add("MatMul", `${output}.product`, [...inputs, weights]), offset]);
  },
  layerNorm: ({ scale, offset, epsilon }, { graph, output, inputs }) => {
    const values = [vectorOf(graph, `${output}.scale`, scale), vectorOf(graph, `${output}.offset`, offset)];
    return graph.add("LayerNormalization", output, [...inputs, ...values], { axis: -1, epsilon: { float: epsilon } });
  },
  groupNorm: writeGroupNorm,
  enlarge: writeEnlarge,
  concat: ({ axis }, { graph, output, inputs }) => graph.add("Concat", output, inputs, { axis }),
  splitHeads: ({ heads, channels }, { graph, output, inputs }) => {
    const parts = graph.add("Reshape", `${output}.parts`, [...inputs, graph.list([0, 0, heads, channels / heads])]);
    return graph.add("Transpose", output, [parts], { perm: [0, 2, 1, 3] });
  },
  joinHeads: ({ channels }, { graph, output, inputs }) => {
    const side = graph.add("Transpose", `${output}.parts`, inputs, { perm: [0, 2, 1, 3] });
    return graph.add("Reshape", output, [side, graph.list([0, 0, channels])]);
  },
  groupDense: ({ kernel, bias }, { graph, output, inputs }) => {
    const [, , perGroup = 1] = kernel.shape;
    const groups = graph.add("Transpose", `${output}.groups`, inputs, { perm: [1, 0, 2] });
    const product = graph.add("MatMul", `${output}.product`, [groups, kernelOf(graph, `${output}.weight`, kernel)]);
    const images = graph.add("Transpose", `${output}.images`, [product], { perm: [1, 0, 2] });
    const all = graph.add("Reshape", `${output}.all`, [images, graph.list([0, (kernel.shape[0] ?? 1) * perGroup])]);
    const ends = [graph.list([0]), graph.list(bias.shape), graph.list([1])];
    const kept = graph.add("Slice", `${output}.kept`, [all, ...ends]);
    return graph.add("Add", output, [kept, vectorOf(graph, `${output}.bias`, bias)]);
  },
  constant: ({ value }, { graph, output }) => kernelOf(graph, output, value),
  normalizePixels: ({ factor, offset }, { graph, output, inputs }) => {
    const values = graph.add("Cast", `${output}.values`, inputs, { to: 1 });
    const scaled = graph.add("Mul", `${output}.scaled`, [values, vectorOf(graph, `${output}.factor`, factor)]);
    const shifted = graph.add("Add", `${output}.shifted`, [scaled, vectorOf(graph, `${output}.offset`, offset)]);
    return graph.add("Transpose", output, [shifted], { perm: [0, 3, 1, 2] }); // bytes come as images are stored
  },
  halvingAverage: (_, node) => {
    const { graph, output, inputs, shapes } = node;
    const [, height, width] = shapes[0] ?? [];
    // One more row and column, the same as the last ones: a block at an odd end then averages what is there, and the
    // pool leaves them out where the end is even.
    const isEven = height !== undefined && width !== undefined && height % 2 === 0 && width % 2 === 0;
    const whole = isEven ? (inputs[0] ?? "") : padded(node, [0, 0, 1, 1], "edge");
    return graph.add("AveragePool", output, [whole], { kernel_shape: [2, 2], strides: [2, 2] });
  },
  positions: (_, { graph, output, inputs, shapes: [shape = []] }) => {
    const rows = graph.add("Reshape", `${output}.rows`, [...inputs, graph.list([0, shape[3] ?? 1, -1])]);
    return graph.add("Transpose", output, [rows], { perm: [0, 2, 1] });
  },
  matMulTransposed: (_, { graph, output, inputs: [first = "", second = ""] }) => {
    const turned = graph.add("Transpose", `${output}.turned`, [second], { perm: [0, 1, 3, 2] });
    return graph.add("MatMul", output, [first, turned]);
  },
  relu: plain("Relu"),
  sigmoid: plain("Sigmoid"),
  add: plain("Add"),
  multiply: plain("Mul"),
  matMul: plain("MatMul"),
  spatialMean: plain("GlobalAveragePool"),
  flatten: (_, { graph, output, inputs }) => graph.add("Flatten", output, inputs, { axis: 1 }),
  softmax: (_, { graph, output, inputs }) => graph.add("Softmax", output, inputs, { axis: -1 }),
};

function plain(opType: string) {
  return (_: unknown, { graph, output, inputs }: OnnxNode) => graph.add(opType, output, inputs);
}

/** Adds rows and columns around a map: [top, left, bottom, right]. */
function padded(
  { graph, output, inputs, bytes }: OnnxNode,
  around: readonly number[],
  mode: "reflect" | "edge",
): string {
  const [top = 0, left = 0, bottom = 0, right = 0] = around;
  const pads = graph.list([0, 0, top, left, 0, 0, bottom, right]);
  if (bytes !== undefined) {
    const around = graph.add("Pad", `${output}.bytes`, [bytes.name, pads, graph.zeroByte(`${output}.zero`)], { mode });
    return graph.valueOf(`${output}.padded`, around, bytes.rounded);
  }
  const zero = graph.vector(`${output}.zero`, [], Float32Array.of(0));
  return graph.add("Pad", `${output}.padded`, [...inputs, pads, zero], { mode });
}

/** A kernel and its bias, as bytes where the node computes with bytes; `order` is that of the axes in the file. */
function weightsOf(
  { graph, output, weights, bytes }: OnnxNode,
  kernel: Constant,
  bias: Constant,
  order?: readonly [number, number, number, number],
): readonly [kernel: string, bias: string] {
  const turned = (constant: Constant) => (order === undefined ? constant : transposed(constant, order));
  const owner = bytes === undefined ? weights : output; // biases in bytes depend on what is read
  const [kernelName, biasName] = [`${owner}.weight`, `${owner}.bias`];
  if (bytes === undefined) return [kernelOf(graph, kernelName, turned(kernel)), vectorOf(graph, biasName, bias)];
  const { values, shape, scales } = quantizeKernel(kernel);
  const stored = turned({ shape, values: Float32Array.from(values) });
  const axis = order === undefined ? kernel.shape.length - 1 : order.indexOf(kernel.shape.length - 1);
  const biasScales = scales.map((scale) => scale * bytes.scale);
  const rounded = Int32Array.from(bias.values, (value, channel) => Math.round(value / (biasScales[channel] ?? 1)));
  return [
    graph.bytes(kernelName, stored.shape, Int8Array.from(stored.values), scales, axis),
    graph.bytes(biasName, bias.shape, rounded, biasScales, 0),
  ];
}

function kernelOf(graph: OnnxGraph, name: string, { shape, values }: Constant): string {
  return graph.kernel(name, shape, values);
}

function vectorOf(graph: OnnxGraph, name: string, { shape, values }: Constant): string {
  return graph.vector(name, shape, values);
}

/** A constant with its four axes in another order. */
function transposed({ shape, values }: Constant, order: readonly [number, number, number, number]): Constant {
  const [a = 1, b = 1, c = 1, d = 1] = order.map((axis) => shape[axis] ?? 1);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const [sa = 0, sb = 0, sc = 0, sd = 0] = order.map((axis) => strides[axis] ?? 0);
  const turned = new Float32Array(values.length);
  let place = 0;
  for (let i = 0; i < a; i += 1) {
    for (let j = 0; j < b; j += 1) {
      for (let k = 0; k < c; k += 1) {
        for (let l = 0; l < d; l += 1) {
          turned[place] = values[i * sa + j * sb + k * sc + l * sd] ?? 0;
          place += 1;
        }
      }
    }
  }
  return { shape: [a, b, c, d], values: turned };
}
