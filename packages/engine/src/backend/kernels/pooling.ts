/** Pools with explicit and numeric padding: tfjs-node knows only "valid" and "same". */
import * as tf from "@tensorflow/tfjs-core";
import { attr } from "../../native/op-attributes.ts";
import { first, type Kernel, scoped, typeOf } from "./kernel.ts";

type Geometry = ReturnType<typeof tf.backend_util.computePool2DInfo>;

function geometry(x: tf.Tensor4D, { filterSize, strides, pad, dimRoundingMode }: Parameters<Kernel>[1]): Geometry {
  return tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
}

/** Computes how much to pad before and after so that TensorFlow's own rounding (down) gives tfjs's output size. */
function paddings({
  padInfo,
  inHeight,
  inWidth,
  outHeight,
  outWidth,
  strideHeight,
  strideWidth,
  filterHeight,
  filterWidth,
}: Geometry) {
  const after = (before: number, input: number, output: number, stride: number, filter: number) =>
    Math.max(0, (output - 1) * stride + filter - input - before);
  return {
    height: [padInfo.top, after(padInfo.top, inHeight, outHeight, strideHeight, filterHeight)] as [number, number],
    width: [padInfo.left, after(padInfo.left, inWidth, outWidth, strideWidth, filterWidth)] as [number, number],
  };
}

function window({ filterHeight, filterWidth, strideHeight, strideWidth }: Geometry) {
  return { ksize: attr.ints([1, filterHeight, filterWidth, 1]), strides: attr.ints([1, strideHeight, strideWidth, 1]) };
}

const isPlain = ({ padInfo }: Geometry) => padInfo.type === "VALID" || padInfo.type === "SAME";

const maxAttributes = (x: tf.Tensor, shape: Geometry) => {
  const { height, width } = paddings(shape);
  return {
    T: typeOf(x),
    ...window(shape),
    padding: "EXPLICIT",
    explicit_paddings: attr.ints([0, 0, ...height, ...width, 0, 0]),
  };
};

const around = (shape: Geometry): [number, number][] => {
  const { height, width } = paddings(shape);
  return [[0, 0], height, width, [0, 0]];
};

/** Computes the part of each window that lies on the image: averages are divided by it, since padding adds zeros. */
function coverage(x: tf.Tensor4D, shape: Geometry): tf.Tensor {
  const image = tf.ones([1, x.shape[1], x.shape[2], 1]);
  return first("AvgPool", [tf.pad(image, around(shape))], {
    T: attr.type("float32"),
    ...window(shape),
    padding: "VALID",
  });
}

/** Makes a kernel that pools volumes (maps of three dimensions) with explicit and numeric padding, forward only. */
const pool3d =
  (padValue: number, average: boolean) =>
  (usual: Kernel): Kernel =>
  ({ x }, attributes, backend) => {
    const { filterSize, strides, pad, dimRoundingMode, dataFormat } = attributes;
    const shape = tf.backend_util.computePool3DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode, dataFormat);
    const { padInfo } = shape;
    if (padInfo.type === "VALID" || padInfo.type === "SAME") return usual({ x }, attributes, backend);
    const around: [number, number][] = [
      [0, 0],
      [padInfo.front, padInfo.back],
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
      [0, 0],
    ];
    const valid = { filterSize, strides, pad: "valid", dataFormat };
    return scoped(() => {
      const pooled = usual({ x: tf.pad(x, around, padValue) }, valid, backend) as tf.Tensor;
      if (!average) return pooled;
      const image = tf.pad(tf.ones([1, ...x.shape.slice(1, 4), 1]), around);
      return tf.divNoNan(pooled, usual({ x: image }, valid, backend) as tf.Tensor);
    });
  };

/** The kernels by name. */
export const poolingKernels = {
  MaxPool:
    (usual) =>
    ({ x }, attributes, backend) => {
      const shape = geometry(x, attributes);
      return isPlain(shape) ? usual({ x }, attributes, backend) : first("MaxPool", [x], maxAttributes(x, shape));
    },

  MaxPoolGrad:
    (usual) =>
    ({ dy, input, output }, attributes, backend) => {
      const shape = geometry(input, attributes);
      return isPlain(shape)
        ? usual({ dy, input, output }, attributes, backend)
        : first("MaxPoolGrad", [input, output, dy], maxAttributes(input, shape));
    },

  AvgPool:
    (usual) =>
    ({ x }, attributes, backend) => {
      const shape = geometry(x, attributes);
      if (isPlain(shape)) return usual({ x }, attributes, backend);
      return scoped(() => {
        const padded = first("AvgPool", [tf.pad(x, around(shape))], {
          T: typeOf(x),
          ...window(shape),
          padding: "VALID",
        });
        return tf.divNoNan(padded, coverage(x, shape));
      });
    },

  AvgPoolGrad:
    (usual) =>
    ({ dy, input }, attributes, backend) => {
      const shape = geometry(input, attributes);
      if (isPlain(shape)) return usual({ dy, input }, attributes, backend);
      return scoped(() => {
        const [n, h, w, c] = input.shape as [number, number, number, number];
        const { height, width } = paddings(shape);
        const paddedShape = tf.tensor1d([n, h + height[0] + height[1], w + width[0] + width[1], c], "int32");
        const gradient = first("AvgPoolGrad", [paddedShape, tf.divNoNan(dy, coverage(input, shape))], {
          T: typeOf(dy),
          ...window(shape),
          padding: "VALID",
        });
        return tf.slice(gradient, [0, height[0], width[0], 0], [n, h, w, c]);
      });
    },

  AvgPool3D: pool3d(0, true),
  MaxPool3D: pool3d(Number.NEGATIVE_INFINITY, false),
} satisfies Record<string, (usual: Kernel) => Kernel>;
