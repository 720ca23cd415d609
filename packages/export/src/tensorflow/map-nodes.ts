/** Operations on maps [n, h, w, c] as nodes: convolution, the pools, the mean. */
import { vector } from "../net/constant.ts";
import type { BlurOperation, ConvolutionOperation, MaxPoolOperation } from "../net/operations.ts";
import { bool, ints, text, type } from "./graph.ts";
import type { Place } from "./place.ts";

// TensorFlow's defaults, which TensorFlow.js does not know.
const undilated = { dilations: ints([1, 1, 1, 1]), data_format: text("NHWC") };
const leastFloat32 = -3.4028234663852886e38;

/** Writes a convolution; zeros around are stated side by side, for "SAME" puts them elsewhere where stride is 2. */
export function writeConvolution(operation: ConvolutionOperation, { writer, name, weights, inputs }: Place): string {
  const { kernel, bias, stride, padding } = operation;
  const sides = [0, 0, padding, padding, padding, padding, 0, 0];
  const padded = { padding: text("EXPLICIT"), explicit_paddings: ints(sides) };
  const convolved = writer.float(
    `${name}/convolution`,
    "Conv2D",
    [...inputs, writer.constant(`${weights}/kernel`, kernel)],
    { ...undilated, strides: ints([1, stride, stride, 1]), ...(padding === 0 ? { padding: text("VALID") } : padded) },
  );
  return writer.float(name, "BiasAdd", [convolved, writer.constant(`${weights}/bias`, bias)]);
}

/** Writes a blur pool: the border is mirrored, then a depthwise convolution of stride 2 keeps every second pixel. */
export function writeBlur({ channels }: BlurOperation, place: Place): string {
  const { writer, name } = place;
  const row = [1, 2, 1];
  const taps = row.flatMap((across) => row.flatMap((along) => new Array<number>(channels).fill((across * along) / 16)));
  const kernel = writer.constant(`blur/${channels}`, vector(taps), [3, 3, channels, 1]);
  const mirrored = writeBorder("MirrorPad", [1, 1], place, []);
  const attributes = { ...undilated, padding: text("VALID"), strides: ints([1, 2, 2, 1]) };
  return writer.float(name, "DepthwiseConv2dNative", [mirrored, kernel], attributes);
}

/** Writes a max pool; its border is the least float32, for not every runtime can leave it out on given sides. */
export function writeMaxPool({ size, stride, padding }: MaxPoolOperation, place: Place): string {
  const least = place.writer.constant("leastFloat32", vector([leastFloat32]), []);
  const padded = writeBorder("PadV2", padding, place, [least]);
  return place.writer.float(place.name, "MaxPool", [padded], {
    ksize: ints([1, size, size, 1]),
    strides: ints([1, stride, stride, 1]),
    padding: text("VALID"),
  });
}

/** Writes the mean of 2×2; TensorFlow's "SAME" leaves out what is not there at odd ends. */
export function writeHalvingAverage(_: unknown, { writer, name, inputs }: Place): string {
  const window = ints([1, 2, 2, 1]);
  return writer.float(name, "AvgPool", inputs, { ksize: window, strides: window, padding: text("SAME") });
}

/** Writes the mean over height and width. */
export function writeSpatialMean(_: unknown, { writer, name, inputs }: Place): string {
  const axes = writer.ints("spatialAxes", [1, 2]);
  return writer.float(name, "Mean", [...inputs, axes], { Tidx: type("int32"), keep_dims: bool(true) });
}

/** Writes a border of so many pixels [before, after] along height and width; PadV2 is told the value of them. */
function writeBorder(
  op: "MirrorPad" | "PadV2",
  [before, after]: readonly [number, number],
  { writer, name, inputs }: Place,
  values: readonly string[],
): string {
  const sides = writer.ints(`border/${before}/${after}`, [0, 0, before, after, before, after, 0, 0], [4, 2]);
  const mode = op === "MirrorPad" && { mode: text("REFLECT") };
  return writer.float(`${name}/border`, op, [...inputs, sides, ...values], { Tpaddings: type("int32"), ...mode });
}
