/**
 * Batch normalization over [n, h, w, c], with the statistics of the batch or with those that were gathered in training.
 */
import { add, mul, neg, reciprocal, sqrt, type Tensor1D, type Tensor4D, tensor1d } from "@tensorflow/tfjs-core";
import { attr, ShapeError } from "@tresnet/engine";
import { checkImages, checkTensor } from "../check-tensor.ts";
import { nativeOps } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";

/** A normalized batch, and the statistics that it was normalized with. */
export interface BatchNormResult {
  /** The normalized batch, float32 [n, h, w, c]. */
  readonly y: Tensor4D;
  /** The batch's mean, float32 [c]; no gradient flows through it. */
  readonly mean: Tensor1D;
  /** The batch's unbiased variance, divided by count − 1, float32 [c]; no gradient flows through it. */
  readonly variance: Tensor1D;
}

/**
 * Normalizes every channel with the mean and variance of the batch.
 *
 * x float32 [n, h, w, c]; scale, offset float32 [c] → y = (x − mean) / √(biased variance + epsilon) · scale + offset.
 * @throws ShapeError when a shape differs, or a channel has one value only, which no variance can be told from.
 * @see Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167
 */
export function batchNormTraining(x: Tensor4D, scale: Tensor1D, offset: Tensor1D, epsilon: number): BatchNormResult {
  checkBatchNorm("batchNormTraining", x, { scale, offset });
  checkBatchSize("batchNormTraining", x);
  // Outside of `withGradient`: a function with a gradient has one result only.
  const { y, mean, variance, reserved } = normalizeBatch(x, scale, offset, epsilon);
  const differentiable = withGradient([x, scale, offset], {
    forward: () => ({ y: y.clone(), saved: [x, scale, ...reserved] }),
    backward: (dy, saved) => {
      const gradients = nativeOps<Gradients>("FusedBatchNormGradV3", [dy, ...saved], attributes(epsilon, true), 5);
      return gradients.slice(0, 3);
    },
  });
  y.dispose();
  for (const tensor of reserved) tensor.dispose();
  return { y: differentiable, mean, variance };
}

/**
 * Normalizes every channel with the given mean and variance.
 *
 * x float32 [n, h, w, c]; scale, offset, mean, variance float32 [c] → (x − mean) / √(variance + epsilon) · scale +
 * offset.
 * @throws ShapeError when a shape differs.
 */
export function batchNormInference(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  mean: Tensor1D,
  variance: Tensor1D,
  epsilon: number,
): Tensor4D {
  checkBatchNorm("batchNormInference", x, { scale, offset, mean, variance });
  return withGradient([x, scale, offset, mean, variance], {
    forward: () => {
      const inputs = [x, scale, offset, mean, variance];
      const [y] = nativeOps<Outputs>("FusedBatchNormV3", inputs, attributes(epsilon, false), 6);
      return { y, saved: [x, scale, mean, variance] };
    },
    backward: (dy, [x, scale, mean, variance]) => {
      const inputs = [dy, x, scale, mean, variance, tensor1d([])];
      const [dx, dScale, dOffset] = nativeOps<Gradients>("FusedBatchNormGradV3", inputs, attributes(epsilon, false), 5);
      const inverseVariance = reciprocal(add(variance, epsilon)); // [c]
      const dMean = neg(mul(mul(scale, sqrt(inverseVariance)), dOffset));
      const dVariance = mul(-0.5, mul(mul(scale, dScale), inverseVariance));
      return [dx, dScale, dOffset, dMean, dVariance];
    },
  });
}

/**
 * Normalizes with the batch's statistics, without a gradient: what `batchNormTraining` and `batchNormLeakyReluTraining`
 * differentiate in their own ways.
 */
export function normalizeBatch(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
): BatchNormResult & { readonly reserved: readonly [Tensor1D, Tensor1D, Tensor1D] } {
  const none = tensor1d([]);
  const inputs = [x, scale, offset, none, none];
  const [y, mean, variance, ...reserved] = nativeOps<Outputs>("FusedBatchNormV3", inputs, attributes(epsilon, true), 6);
  none.dispose();
  return { y, mean, variance, reserved };
}

/** The op's outputs: y, mean, unbiased variance, and three that only its gradient understands. */
type Outputs = [Tensor4D, Tensor1D, Tensor1D, Tensor1D, Tensor1D, Tensor1D];
/** The outputs of the op's gradient: those of x, scale and offset, and two unused. */
type Gradients = [Tensor4D, Tensor1D, Tensor1D, Tensor1D, Tensor1D];

/** The attributes of `FusedBatchNormV3` and its gradient. */
export function attributes(epsilon: number, training: boolean) {
  return {
    T: attr.type("float32"),
    U: attr.type("float32"),
    epsilon: attr.float(epsilon),
    data_format: "NHWC",
    is_training: training,
  };
}

/** Checks images and their per-channel vectors. @throws ShapeError when one does not have x's channels. */
export function checkBatchNorm(who: string, x: Tensor4D, vectors: Readonly<Record<string, Tensor1D>>): void {
  checkImages(who, x);
  for (const [what, vector] of Object.entries(vectors)) checkTensor(who, what, vector, [x.shape[3]]);
}

/** @throws ShapeError when a channel of x has fewer than two values. */
export function checkBatchSize(who: string, x: Tensor4D): void {
  const [n, height, width] = x.shape;
  if (n * height * width < 2) {
    throw new ShapeError(
      `${who}: expected more than one value per channel, got [${x.shape.join(", ")}]. Use a larger batch.`,
    );
  }
}
