/** Which ops of a frozen function compute in bfloat16, as TensorFlow's own mixed precision for oneDNN chooses them. */

/**
 * Ops that are worth it by themselves: the time goes there. SpaceToDepth moves the input of the convolution after it:
 * rounded first, that is half as much.
 */
const starting = new Set(["Conv2D", "DepthwiseConv2dNative", "MatMul", "BatchMatMulV2", "SpaceToDepth"]);

/** Ops that go on in bfloat16 where an input is in it already: no sums over many values among them. */
const following = new Set([
  "Add",
  "AddV2",
  "AvgPool",
  "BiasAdd",
  "ConcatV2",
  "GatherNd",
  "Identity",
  "LeakyRelu",
  "MaxPool",
  "MirrorPad",
  "Mul",
  "Pad",
  "PadV2",
  "Relu",
  "Relu6",
  "Reshape",
  "Sigmoid",
  "Slice",
  "Squeeze",
  "Transpose",
]);

/**
 * Products of fewer multiply-adds than this are done before oneDNN has rearranged their factors: 6 µs in float32, 95 in
 * bfloat16.
 */
const leastProduct = 2 ** 21;

/**
 * Whether a product of matrices is too small to gain by bfloat16: [m, k] or its transpose by [k, n] or its transpose.
 */
export function isSmallProduct(a: readonly number[], b: readonly number[], transposeB: boolean): boolean {
  const columns = b[transposeB ? 0 : 1] ?? 0;
  return (a[0] ?? 0) * (a[1] ?? 0) * columns < leastProduct;
}

/**
 * Whether an op computes in bfloat16; `reduced` says whether an input is in bfloat16.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/grappler/optimizers/auto_mixed_precision_lists.h
 */
export function computesInBfloat16(name: string, reduced: boolean): boolean {
  return starting.has(name) || (reduced && following.has(name));
}
