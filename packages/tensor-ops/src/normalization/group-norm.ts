import {
  add,
  mean,
  mul,
  type Rank,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tile,
} from "@tensorflow/tfjs-core";
import { holdFloat32, ShapeError } from "@tresnet/engine";
import { checkImages, checkTensor } from "../check-tensor.ts";
import { withGradient } from "../with-gradient.ts";

/** Settings of `groupNorm`. */
export interface GroupNormOptions {
  /** How many groups of consecutive channels there are; it divides the channels. */
  readonly groups: number;
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
}

/**
 * Brings every group of channels of every image to mean 0 and variance 1, then scales and shifts each channel.
 *
 * x float32 [n, h, w, c], scale and offset [c] → float32 [n, h, w, c]: the variance is biased, over all positions and
 * the channels of a group. Computed in float32 whatever the precision of a trace.
 * @throws ShapeError when a shape differs, or the groups do not divide the channels.
 * @see Wu and He 2018, https://arxiv.org/abs/1803.08494 (PyTorch's `group_norm`)
 */
export function groupNorm(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  { groups, epsilon = 1e-5 }: GroupNormOptions,
): Tensor4D {
  checkImages("groupNorm", x);
  const [n, height, width, channels] = x.shape;
  checkTensor("groupNorm", "scale", scale, [channels]);
  checkTensor("groupNorm", "offset", offset, [channels]);
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw new ShapeError(`groupNorm: groups must divide the ${channels} channels, got ${groups}.`);
  }
  const positions = height * width;
  const flat = (maps: Tensor) => reshape(holdFloat32(maps), [n, positions, channels]);
  // First over positions, which keeps the channels together in memory; what is left is small.
  const averageInGroups = (perChannel: Tensor) => {
    const average = mean(reshape(perChannel, [n, groups, channels / groups]), 2, true); // [n, groups, 1]
    return reshape(tile(average, [1, 1, channels / groups]), [n, 1, channels]);
  };
  return withGradient([x, scale, offset], {
    forward: () => {
      const rows = flat(x);
      const centred = sub(rows, averageInGroups(mean(rows, 1))); // [n, h·w, c]
      const inverse = rsqrt(add(averageInGroups(mean(square(centred), 1)), epsilon)); // 1 / deviation, [n, 1, c]
      const y = add(mul(centred, mul(inverse, scale)), offset);
      return { y: reshape<Rank.R4>(y, x.shape), saved: [centred, inverse, scale] };
    },
    backward: (dy, [centred, inverse, factor]) => {
      const rows = flat(dy);
      const slope = mean(rows, 1, true); // [n, 1, c]
      const along = mul(mean(mul(rows, centred), 1, true), inverse); // [n, 1, c]
      const commonSlope = averageInGroups(mul(slope, factor));
      const commonAlong = mul(averageInGroups(mul(along, factor)), inverse);
      const free = sub(mul(rows, factor), add(mul(centred, commonAlong), commonSlope));
      const perChannel = (values: Tensor) => mul(sum(values, [0, 1]), positions); // [c]
      return [reshape(mul(free, inverse), x.shape), perChannel(along), perChannel(slope)];
    },
  });
}
