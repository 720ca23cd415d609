/** Boxes that are there twice. */
import type { ObjectBoxes } from "../../dataset/objects/box-dataset.ts";

const leastIou = 0.95;

/**
 * The places of boxes that lie on an earlier one of their class, with an IoU of at least 0.95. Only those whose left
 * sides are near each other are compared: of many boxes few pairs are.
 */
export function doubledBoxes({ boxes, labels }: Pick<ObjectBoxes, "boxes" | "labels">): number[] {
  const left = (object: number) => boxes[4 * object] ?? Number.NaN;
  const order = Array.from(labels.keys())
    .filter((object) => Number.isFinite(left(object)))
    .sort((a, b) => left(a) - left(b));
  const doubled = new Set<number>();
  for (const [at, object] of order.entries()) {
    const width = (boxes[4 * object + 2] ?? 0) - left(object);
    for (const other of order.slice(at + 1)) {
      if (left(other) - left(object) > (1 - leastIou) * width) break;
      if (labels[object] === labels[other] && iou(boxes, object, other) >= leastIou)
        doubled.add(Math.max(object, other));
    }
  }
  return [...doubled].sort((a, b) => a - b);
}

function iou(boxes: Float64Array, a: number, b: number): number {
  const side = (box: number, at: number) => boxes[4 * box + at] ?? 0;
  const area = (box: number) => (side(box, 2) - side(box, 0)) * (side(box, 3) - side(box, 1));
  const width = Math.min(side(a, 2), side(b, 2)) - Math.max(side(a, 0), side(b, 0));
  const height = Math.min(side(a, 3), side(b, 3)) - Math.max(side(a, 1), side(b, 1));
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared / (area(a) + area(b) - shared);
}
