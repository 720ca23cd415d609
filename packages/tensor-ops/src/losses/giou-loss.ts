import {
  add,
  cast,
  concat2d,
  div,
  expandDims,
  greater,
  maximum,
  minimum,
  mul,
  neg,
  type Rank,
  reshape,
  reverse2d,
  sign,
  slice2d,
  square,
  sub,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { holdFloat32 } from "@tresnet/engine";
import { checkTensor } from "../check-tensor.ts";
import { withGradient } from "../with-gradient.ts";

/** Settings of `giouLoss`. */
export interface GiouLossOptions {
  /** Added to both divisors, in square pixels. @default 1e-7 */
  readonly epsilon?: number;
}

/** Upper left and lower right corners of boxes, [n, 2] each. */
interface Corners {
  readonly low: Tensor2D;
  readonly high: Tensor2D;
}

/**
 * Measures how far boxes are from their targets: 1 less the generalized IoU, 0 to 2, for each pair.
 *
 * predicted and targets float32 [n, 4] as x1, y1, x2, y2 → float32 [n]; sum or average it. Targets are constants. Flat
 * boxes have a finite loss and gradient. Computed in float32 whatever the precision of a trace.
 * @throws ShapeError when a shape differs.
 * @see Rezatofighi et al. 2019, https://arxiv.org/abs/1902.09630 (torchvision's `generalized_box_iou_loss`)
 */
export function giouLoss(predicted: Tensor2D, targets: Tensor2D, { epsilon = 1e-7 }: GiouLossOptions = {}): Tensor1D {
  checkTensor("giouLoss", "predicted", predicted, ["n", 4]);
  checkTensor("giouLoss", "targets", targets, predicted.shape);
  return withGradient([predicted], {
    forward: () => {
      const { value, slope } = lossAndSlope(cornersOf(holdFloat32(predicted)), cornersOf(targets), epsilon);
      return { y: reshape<Rank.R1>(value, [-1]), saved: [slope] };
    },
    backward: (dy, [slope]) => [mul(slope, expandDims(dy, 1))],
  });
}

/** The loss [n, 1], and its slope by each predicted coordinate [n, 4]. */
function lossAndSlope(box: Corners, target: Corners, epsilon: number) {
  const overlap: Corners = { low: maximum(box.low, target.low), high: minimum(box.high, target.high) };
  const around: Corners = { low: minimum(box.low, target.low), high: maximum(box.high, target.high) };
  const sharedSize = maximum<Tensor2D>(sizeOf(overlap), 0); // [n, 2]
  const shared = product(sharedSize); // [n, 1]
  const union = sub<Tensor2D>(add(product(sizeOf(box)), product(sizeOf(target))), shared);
  const hull = product(sizeOf(around));
  const [unionDivisor, hullDivisor] = [add<Tensor2D>(union, epsilon), add<Tensor2D>(hull, epsilon)];
  const iou = div<Tensor2D>(shared, unionDivisor);
  const value = add<Tensor2D>(sub(1, iou), div(sub(hull, union), hullDivisor));
  // The slopes by the three areas: a larger box is a larger union, a larger overlap a smaller one.
  const byBox = sub<Tensor2D>(div(iou, unionDivisor), div(1, hullDivisor));
  const byShared = neg(add<Tensor2D>(div(1, unionDivisor), byBox));
  const byHull = div<Tensor2D>(unionDivisor, square(hullDivisor));
  // An area grows by a side as the other side is long.
  const sharedSlope = mul(byShared, mul(reverse2d(sharedSize, 1), cast(greater(sharedSize, 0), "float32"))); // [n, 2]
  const boxSlope = mul(byBox, reverse2d(sizeOf(box), 1));
  const hullSlope = mul(byHull, reverse2d(sizeOf(around), 1));
  // Each predicted side bounds either the overlap or the hull; one that meets its target's side does half of both.
  const slopeOf = (isInner: Tensor2D) =>
    add<Tensor2D>(boxSlope, add(mul(sharedSlope, isInner), mul(hullSlope, sub(1, isInner))));
  const lowSlope = neg(slopeOf(shareAbove(box.low, target.low)));
  const highSlope = slopeOf(shareAbove(target.high, box.high));
  return { value, slope: concat2d([lowSlope, highSlope], 1) };
}

function cornersOf(boxes: Tensor2D): Corners {
  return { low: slice2d(boxes, [0, 0], [-1, 2]), high: slice2d(boxes, [0, 2], [-1, 2]) };
}

function sizeOf({ low, high }: Corners): Tensor2D {
  return sub(high, low);
}

/** Width times height: [n, 2] → [n, 1]. */
function product(size: Tensor2D): Tensor2D {
  return mul(slice2d(size, [0, 0], [-1, 1]), slice2d(size, [0, 1], [-1, 1]));
}

/** 1 where a is above b, 0 where it is below, ½ where they are equal. */
function shareAbove(a: Tensor2D, b: Tensor2D): Tensor2D {
  return mul(add<Tensor2D>(sign(sub<Tensor2D>(a, b)), 1), 0.5);
}
