import {
  abs,
  add,
  div,
  maximum,
  mul,
  neg,
  rsqrt,
  sign,
  square,
  sub,
  type Tensor1D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { attr, waitFor } from "@tresnet/engine";
import { checkSlope } from "../check-tensor.ts";
import { nativeOp, nativeOps } from "../native-op.ts";
import { withGradient } from "../with-gradient.ts";
import { attributes, type BatchNormResult, checkBatchNorm, checkBatchSize, normalizeBatch } from "./batch-norm.ts";

/** Below this |scale| the normalized input can't be told from the output any more, in float32. */
const smallestScale = 1e-6;

/**
 * Batch normalization and leaky ReLU as one op whose backward pass needs only its output: the paper's in-place ABN.
 *
 * x float32 [n, h, w, c]; scale, offset float32 [c]; 0 < slope ≤ 1 → y = leakyRelu(batchNorm(x), slope). Nothing but y
 * and three vectors of length c stay in memory for the gradient. The normalized input is recovered from y, exactly for
 * negative scales too. Where |scale| < 1e-6 it can't be recovered: the gradient of such a scale is then about 0 (so
 * it stays where it is), while x's, which is proportional to the scale, and the offset's are right.
 * @throws ShapeError when a shape differs, or a channel has one value only; RangeError for another slope.
 * @see Rota Bulò et al. 2018, https://arxiv.org/abs/1712.02616; TResNet §2.3
 */
export function batchNormLeakyReluTraining(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  slope: number,
  epsilon: number,
): BatchNormResult {
  checkBatchNorm("batchNormLeakyReluTraining", x, { scale, offset });
  checkBatchSize("batchNormLeakyReluTraining", x);
  checkSlope("batchNormLeakyReluTraining", slope);
  const { y: normalized, mean, variance, reserved } = normalizeBatch(x, scale, offset, epsilon);
  const count = x.size / x.shape[3];
  const y = withGradient([x, scale, offset], {
    forward: () => {
      const y = nativeOp<Tensor4D>("LeakyRelu", [normalized], leaky(slope));
      const biased = mul<Tensor1D>(variance, (count - 1) / count);
      return { y, saved: [y, scale, offset, rsqrt(add<Tensor1D>(biased, epsilon))] };
    },
    backward: (dy, [y, scale, offset, inverseDeviation]) => {
      // A graph computes what it can as soon as it can: held back until dy is there, z takes no memory before.
      const output = waitFor(y, [dy]);
      const dz = nativeOp<Tensor4D>("LeakyReluGrad", [dy, output], leaky(slope));
      const z = nativeOp<Tensor4D>("LeakyRelu", [output], leaky(1 / slope));
      return backwardFromOutput(dz, z, { scale, offset, inverseDeviation, count });
    },
  });
  for (const tensor of [normalized, ...reserved]) tensor.dispose();
  return { y, mean, variance };
}

interface Statistics {
  readonly scale: Tensor1D;
  readonly offset: Tensor1D;
  /** The forward pass's 1 / √(biased variance + epsilon), float32 [c]. */
  readonly inverseDeviation: Tensor1D;
  readonly count: number;
}

/**
 * The gradients of x, scale and offset, from the gradient `dz` of the normalized output `z`.
 *
 * With x̂ = (z − offset)/scale: dOffset = Σ dz, dScale = Σ dz·x̂, dx = scale/σ · (dz − dOffset/count −
 * x̂·dScale/count). x̂ is computed as sign(scale) · (z − offset)/max(|scale|, 1e-6); the two signs cancel in dx.
 */
function backwardFromOutput(dz: Tensor4D, z: Tensor4D, { scale, offset, inverseDeviation, count }: Statistics) {
  const magnitude = maximum<Tensor1D>(abs(scale), smallestScale);
  const factor = mul<Tensor1D>(scale, inverseDeviation); // [c]: scale/σ
  // The gradient of an inference batch norm with mean = offset and variance = scale² is what is needed, in one pass:
  // its dx is dz · scale/σ when its own scale is scale/σ · |scale|, its dScale is Σ dz · (z − offset)/|scale|.
  const [scaledDz, signedDScale, dOffset] = nativeOps<[Tensor4D, Tensor1D, Tensor1D, Tensor1D, Tensor1D]>(
    "FusedBatchNormGradV3",
    [dz, z, mul(factor, magnitude), offset, square(magnitude), mul(scale, 0)],
    attributes(0, false),
    5,
  );
  // The other two terms of dx are an affine function of z: −factor/count · (x̂·dScale + dOffset).
  const slope = neg(mul(factor, div(signedDScale, mul(magnitude, count)))); // [c]
  const constant = sub(neg(mul(factor, div(dOffset, count))), mul(slope, offset)); // [c]
  const dx = add(scaledDz, add(mul(z, slope), constant)); // [n, h, w, c]
  return [dx, mul(signedDScale, sign(scale)), dOffset];
}

function leaky(slope: number) {
  return { T: attr.type("float32"), alpha: attr.float(slope) };
}
