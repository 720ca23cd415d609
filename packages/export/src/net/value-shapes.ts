/** The shape of every value of a net: what formats must know that write other layouts than [n, h, w, c]. */
import { ShapeError } from "@tresnet/engine";
import { inputName, type Net, type NetSize, sidesOf } from "./net.ts";
import { type ByKind, callByKind } from "./operations.ts";

/** The lengths of a value's axes; undefined where a length is free: the batch, and maps of a net of any size. */
export type ValueShape = readonly (number | undefined)[];

/**
 * Computes the shapes of "input" and of every node's output, for images of the net's size, or of another one.
 * @throws ShapeError when a map becomes too small to be halved.
 */
export function valueShapes(net: Net, size: NetSize | undefined = net.input.size): ReadonlyMap<string, ValueShape> {
  const { height, width } = sidesOf(size);
  const shapes = new Map<string, ValueShape>([[inputName, [undefined, height, width, net.input.channels]]]);
  for (const { output, inputs, operation } of net.nodes) {
    const given = inputs.map((name) => shapes.get(name) ?? []);
    shapes.set(output, callByKind(rules, operation, given, output));
  }
  return shapes;
}

type Given = readonly ValueShape[];

const rules: ByKind<[given: Given, output: string], ValueShape> = {
  convolution: ({ kernel, stride, padding }, given) => {
    const [size = 1, , , channels] = kernel.shape;
    return map(given, (length) => Math.floor((length + 2 * padding - size) / stride) + 1, channels);
  },
  maxPool: ({ size, stride, padding: [before, after] }, given) =>
    map(given, (length) => Math.floor((length + before + after - size) / stride) + 1),
  blur: (_, given, output) =>
    map(given, (length) => {
      if (length >= 2) return Math.ceil(length / 2);
      throw new ShapeError(`${output}: expected a map of at least 2×2 to halve, got ${length}. Use larger images.`);
    }),
  halvingAverage: (_, given) => map(given, (length) => Math.ceil(length / 2)),
  spatialMean: (_, given) => map(given, () => 1).map((length, axis) => (axis === 1 || axis === 2 ? 1 : length)),
  leakyRelu: same,
  relu: same,
  sigmoid: same,
  softmax: same,
  layerNorm: same,
  groupNorm: same,
  enlarge: ({ height, width }, [x = []]) => [x[0], height, width, x[3]],
  concat: ({ axis }, given) => {
    const lengths = given.map((shape) => shape[axis]);
    const sum = lengths.reduce(
      (all, length) => (all === undefined || length === undefined ? undefined : all + length),
      0,
    );
    return (given[0] ?? []).map((length, place) => (place === axis ? sum : length));
  },
  normalizePixels: same,
  add: broadcast,
  multiply: broadcast,
  dense: ({ bias }, [x = []]) => [...x.slice(0, -1), ...bias.shape],
  flatten: (_, [x = []]) => [x[0], x[3]],
  positions: (_, [x = []]) => {
    const [n, height, width, channels] = x;
    return [n, height === undefined || width === undefined ? undefined : height * width, channels];
  },
  splitHeads: ({ heads, channels }, [x = []]) => [x[0], heads, x[1], channels / heads],
  joinHeads: ({ channels }, [x = []]) => [x[0], x[2], channels],
  matMul: (_, given) => [...batchOf(given), given[0]?.[2], given[1]?.[3]],
  matMulTransposed: (_, given) => [...batchOf(given), given[0]?.[2], given[1]?.[2]],
  groupDense: ({ bias }, [x = []]) => [x[0], ...bias.shape],
  constant: ({ value }) => value.shape,
};

function same(_: unknown, [x = []]: Given): ValueShape {
  return x;
}

/** The shape of a map whose height and width change by `rule`. */
function map([x = []]: Given, rule: (length: number) => number, channels = x[3]): ValueShape {
  const along = (length: number | undefined) => (length === undefined ? undefined : rule(length));
  return [x[0], along(x[1]), along(x[2]), channels];
}

function broadcast(_: unknown, [a = [], b = []]: Given): ValueShape {
  return a.map((length, axis) => (length === 1 ? b[axis] : length));
}

/** The batch and the heads of a product of two values, of which the first may be one for the whole batch. */
function batchOf([a = [], b = []]: Given): ValueShape {
  return [a[0] === 1 ? b[0] : a[0], a[1]];
}
