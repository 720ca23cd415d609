/** Non-maximum suppression within each class. */
import { BoxError } from "../errors.ts";
import { iouOf } from "./box-iou.ts";
import { checkBoxes } from "./check-boxes.ts";

/** Boxes that are candidates for the same objects. */
export interface ScoredBoxes {
  /** [x1, y1, x2, y2, …] in pixels. */
  readonly boxes: ArrayLike<number>;
  /** Each box's score. */
  readonly scores: ArrayLike<number>;
  /** Each box's class; boxes of different classes leave each other alone. */
  readonly labels: ArrayLike<number>;
}

/**
 * Keeps the best of boxes that show the same thing: from the best score down, each box suppresses those after it of its
 * class with an IoU above the threshold.
 *
 * Gives the places of what is kept, `most` at the most, by descending score; equal scores in the order of their places.
 * Boxes without an area are never suppressed.
 * @throws BoxError when the lists differ in length, or a score is NaN.
 * @see torchvision's `batched_nms`
 */
export function suppressBoxes(
  { boxes, scores, labels }: ScoredBoxes,
  iouThreshold: number,
  most = Number.POSITIVE_INFINITY,
): Int32Array {
  const count = checkBoxes("suppressBoxes", boxes);
  if (scores.length !== count || labels.length !== count || Array.from(scores).some(Number.isNaN)) {
    throw new BoxError(
      `suppressBoxes: expected a score and a label for each of ${count} boxes and no NaN, got ${scores.length} scores and ${labels.length} labels. Check the model's output.`,
    );
  }
  const scoreOf = (place: number) => Number(scores[place]);
  const order = Array.from({ length: count }, (_, place) => place).sort((a, b) => scoreOf(b) - scoreOf(a) || a - b);
  const keptByLabel = new Map<number, number[]>();
  const kept: number[] = [];
  for (const place of order) {
    if (kept.length >= most) break;
    const label = Number(labels[place]);
    const rivals = keptByLabel.get(label) ?? [];
    if (rivals.some((better) => iouOf(boxes, better, boxes, place) > iouThreshold)) continue;
    keptByLabel.set(label, rivals);
    rivals.push(place);
    kept.push(place);
  }
  return Int32Array.from(kept);
}
