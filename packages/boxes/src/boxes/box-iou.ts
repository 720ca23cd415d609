/** How well boxes overlap: intersection over union, and the generalized form that a gradient can follow. */
import { boxArea } from "./box-area.ts";
import { checkBoxes } from "./check-boxes.ts";

/**
 * Computes the IoU, 0 to 1, of every box of one list with every box of another.
 *
 * [x1, y1, x2, y2, …] of n and m boxes in pixels → [n, m], row by row; NaN for two boxes without an area.
 * @throws BoxError when a list is not of four numbers a box.
 * @see torchvision's `box_iou`
 */
export function boxIou(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return eachPair("boxIou", a, b, iouOf);
}

/**
 * Computes the generalized IoU, −1 to 1, of every box of one list with every box of another: the IoU less the share of
 * the least box around both that neither covers.
 *
 * [x1, y1, x2, y2, …] of n and m boxes in pixels → [n, m], row by row; NaN for two boxes without an area.
 * @throws BoxError when a list is not of four numbers a box.
 * @see Rezatofighi et al. 2019, https://arxiv.org/abs/1902.09630 (torchvision's `generalized_box_iou`)
 */
export function generalizedBoxIou(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return eachPair("generalizedBoxIou", a, b, (first, i, second, j) => {
    const around = areaAround(first, i, second, j);
    const shared = intersectionOf(first, i, second, j);
    const union = boxArea(first, i) + boxArea(second, j) - shared;
    return shared / union - (around - union) / around;
  });
}

/** The IoU of box i of one list and box j of another; NaN when neither has an area. */
export function iouOf(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number): number {
  const shared = intersectionOf(a, i, b, j);
  return shared / (boxArea(a, i) + boxArea(b, j) - shared);
}

function intersectionOf(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number): number {
  const [p, q] = [4 * i, 4 * j];
  const width = Math.min(Number(a[p + 2]), Number(b[q + 2])) - Math.max(Number(a[p]), Number(b[q]));
  const height = Math.min(Number(a[p + 3]), Number(b[q + 3])) - Math.max(Number(a[p + 1]), Number(b[q + 1]));
  return Math.max(0, width) * Math.max(0, height);
}

/** The area of the least box around two. */
function areaAround(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number): number {
  const [p, q] = [4 * i, 4 * j];
  const width = Math.max(Number(a[p + 2]), Number(b[q + 2])) - Math.min(Number(a[p]), Number(b[q]));
  const height = Math.max(Number(a[p + 3]), Number(b[q + 3])) - Math.min(Number(a[p + 1]), Number(b[q + 1]));
  return width * height;
}

function eachPair(who: string, a: ArrayLike<number>, b: ArrayLike<number>, measure: typeof iouOf): Float64Array {
  const [n, m] = [checkBoxes(who, a), checkBoxes(who, b)];
  return Float64Array.from({ length: n * m }, (_, at) => measure(a, Math.floor(at / m), b, at % m));
}
