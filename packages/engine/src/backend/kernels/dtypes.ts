/** Mends kernels of tfjs-node that fail for some dtypes or values. */
import * as tf from "@tensorflow/tfjs-core";
import { type Kernel, scoped } from "./kernel.ts";

/** Makes a kernel that computes tensors of the dtype `from` in another dtype and casts back. */
const through =
  (from: tf.DataType, by: tf.DataType) =>
  (usual: Kernel): Kernel =>
  ({ x }, attributes, backend) =>
    x.dtype === from
      ? scoped(() => tf.cast(usual({ x: tf.cast(x, by) }, attributes, backend) as tf.Tensor, from))
      : usual({ x }, attributes, backend);

/** The mended kernels by name. */
export const dtypeKernels = {
  Diag: through("bool", "int32"),
  Step: through("int32", "float32"),
  // The result for integers is float, since the slope is.
  LeakyRelu:
    (usual) =>
    ({ x }, attributes, backend) =>
      x.dtype === "int32"
        ? scoped(() => usual({ x: tf.cast(x, "float32") }, attributes, backend) as tf.Tensor)
        : usual({ x }, attributes, backend),
  // An integer is round already; tfjs-node goes through float32 and loses the digits beyond 2^24.
  Round:
    (usual) =>
    ({ x }, attributes, backend) =>
      x.dtype === "int32" ? tf.clone(x) : usual({ x }, attributes, backend),
  // tfjs gives NaN the sign 0, TensorFlow leaves it NaN.
  Sign:
    (usual) =>
    ({ x }, attributes, backend) =>
      scoped(() => {
        const sign = usual({ x }, attributes, backend) as tf.Tensor;
        return x.dtype === "float32" ? tf.where(tf.isNaN(x), tf.zerosLike(sign), sign) : sign;
      }),
} satisfies Record<string, (usual: Kernel) => Kernel>;
