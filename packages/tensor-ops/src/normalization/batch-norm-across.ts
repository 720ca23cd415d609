/** Batch normalization whose batch lies on several processes. */
import {
  add,
  concat,
  div,
  mean,
  mul,
  type Rank,
  reshape,
  rsqrt,
  type Scalar,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { holdFloat32 } from "@tresnet/engine";
import { nativeOps } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";
import { attributes, type BatchNormResult, checkBatchNorm } from "./batch-norm.ts";

/** How one process computes together with others on parts of one batch. */
export interface BatchParts {
  /** How many images this process's part counts for, float32 scalar of 0 or more. */
  readonly images: Scalar;
  /** Gathers a vector of every process, float32 [length] → float32 [processes, length]. */
  gather(vector: Tensor1D): Tensor2D;
  /** Adds up a vector over all processes, float32 [length] → float32 [length]. */
  sum(vector: Tensor1D): Tensor1D;
}

const axes = [0, 1, 2];

/**
 * Normalizes every channel with the mean and variance of a batch that several processes have parts of.
 *
 * x float32 [n, h, w, c], this process's part; scale, offset float32 [c] → y = (x − mean) / √(biased variance +
 * epsilon) · scale + offset. The gradient is that of a loss which all processes' own losses add up to: the mean over
 * a part, times the part's share of the batch. The gradients of scale and offset are this part's own, and add up too.
 * @throws ShapeError when a shape differs.
 * @see Chan et al. 1979, for the variance of parts taken together (PyTorch's SyncBatchNorm)
 */
export function batchNormAcross(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
  parts: BatchParts,
): BatchNormResult {
  checkBatchNorm("batchNormAcross", x, { scale, offset });
  const { average, variance, count } = statistics(x, parts);
  const y = withGradient([x, scale, offset], {
    forward: () => {
      const inputs = [x, scale, offset, average, variance];
      const [y] = nativeOps<[Tensor4D, ...Tensor1D[]]>("FusedBatchNormV3", inputs, attributes(epsilon, false), 6);
      return { y, saved: [x, scale, average, variance, count] };
    },
    backward: (dy, [x, scale, average, variance, count]) => {
      const inverse = rsqrt(add(variance, epsilon)); // 1 / deviation, [c]
      const normal = mul(sub(holdFloat32(x), average), inverse);
      const slope = holdFloat32(dy);
      const dOffset = sum<Tensor1D>(slope, axes);
      const dScale = sum<Tensor1D>(mul(slope, normal), axes);
      const [channels] = scale.shape;
      // What counts for nothing in the statistics has no gradient through them.
      const [n] = x.shape;
      const shares = mul(div(parts.sum(concat([dOffset, dScale])), count), div(parts.images, n)); // [2c]
      const common = add(slice(shares, 0, [channels]), mul(normal, slice(shares, channels, [channels])));
      return [mul(sub(slope, common), mul(scale, inverse)), dScale, dOffset];
    },
  });
  return { y, mean: average, variance: mul(variance, div(count, sub(count, 1))) };
}

/** Mean and biased variance of the whole batch, float32 [c], and how many values of a channel it has. */
function statistics(x: Tensor4D, { images, gather }: BatchParts) {
  const [n, height, width, channels] = x.shape;
  const held = holdFloat32(x);
  const own = mean<Tensor1D>(held, axes);
  const squares = sum<Tensor1D>(square(sub(held, own)), axes);
  const ownCount = reshape<Rank.R1>(mul(images, height * width), [1]);
  const rows = gather(concat([own, mul<Tensor1D>(squares, div(images, n)), ownCount])); // [processes, 2c + 1]
  const column = (from: number, width: number) => slice(rows, [0, from], [-1, width]);
  const counts = column(2 * channels, 1); // [processes, 1]
  const count = sum<Scalar>(counts);
  const means = column(0, channels);
  const average = div<Tensor1D>(sum(mul(means, counts), 0), count);
  const between = sum(mul(square(sub<Tensor>(means, average)), counts), 0);
  const variance = div<Tensor1D>(add(sum(column(channels, channels), 0), between), count);
  return { average, variance, count };
}
