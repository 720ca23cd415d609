import type { DetectionColumns, ObjectColumns } from "./box-columns.ts";
import type { Cell } from "./cells.ts";

/**
 * Writes the IoU of each detection of a cell with each of its objects into `overlaps`, row-major [detections, objects].
 *
 * The union of a crowd is the detection alone: a detection inside of a crowd overlaps it by 1.
 * @see pycocotools' bbIou
 */
export function writeOverlaps(
  { firstObject, endObject, firstDetection, endDetection }: Cell,
  objects: ObjectColumns,
  detections: DetectionColumns,
  overlaps: Float64Array,
): void {
  let at = 0;
  for (let d = firstDetection; d < endDetection; d++) {
    for (let g = firstObject; g < endObject; g++) {
      const shared = intersection(detections.bbox, 4 * d, objects.bbox, 4 * g);
      const detected = boxArea(detections.bbox, 4 * d);
      const union = objects.crowd[g] === 1 ? detected : detected + boxArea(objects.bbox, 4 * g) - shared;
      overlaps[at++] = shared === 0 ? 0 : shared / union;
    }
  }
}

function boxArea(bbox: Float64Array, at: number): number {
  return (bbox[at + 2] ?? 0) * (bbox[at + 3] ?? 0);
}

function intersection(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const width = overlapOnAxis(a[i] ?? 0, a[i + 2] ?? 0, b[j] ?? 0, b[j + 2] ?? 0);
  if (width <= 0) return 0;
  const height = overlapOnAxis(a[i + 1] ?? 0, a[i + 3] ?? 0, b[j + 1] ?? 0, b[j + 3] ?? 0);
  return height <= 0 ? 0 : width * height;
}

function overlapOnAxis(a: number, aSize: number, b: number, bSize: number): number {
  return Math.min(a + aSize, b + bSize) - Math.max(a, b);
}
