/** Sorts columns of boxes, so that what belongs to one category and image stands together. */
import type { BoxColumns, DetectionColumns, ObjectColumns } from "./box-columns.ts";

/** How many images and categories there are. */
export interface Counts {
  readonly images: number;
  readonly categories: number;
}

/** Sorts objects by category, then image; those of one image and category stay in the order of the file. */
export function orderObjects(objects: ObjectColumns, counts: Counts): ObjectColumns {
  const order = byCategoryAndImage(objects, Int32Array.from(objects.image.keys()), counts);
  return {
    ...gatherBoxes(objects, order),
    crowd: Uint8Array.from(order, (from) => objects.crowd[from] ?? 0),
    idIsZero: Uint8Array.from(order, (from) => objects.idIsZero[from] ?? 0),
  };
}

/** Sorts detections by category, image and descending score; equal scores stay in the order of the file. */
export function orderDetections(detections: DetectionColumns, counts: Counts): DetectionColumns {
  const { score } = detections;
  const order = byCategoryAndImage(detections, byDescendingScore(score), counts);
  return { ...gatherBoxes(detections, order), score: Float64Array.from(order, (from) => score[from] ?? 0) };
}

/** The places of scores, best first; equal scores in the order of their places. */
export function byDescendingScore(score: Float64Array): Int32Array {
  // Equal infinities differ by NaN, which is falsy as 0 is.
  return Int32Array.from(score.keys()).sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0) || a - b);
}

function byCategoryAndImage({ image, category }: BoxColumns, order: Int32Array, counts: Counts): Int32Array {
  return countingSort(countingSort(order, image, counts.images), category, counts.categories);
}

/** Sorts places by a key from 0 to `keys` − 1 in linear time; equal keys keep their order. */
function countingSort(order: Int32Array, keyOf: Int32Array, keys: number): Int32Array {
  const next = new Int32Array(keys + 1);
  for (const from of order) next[(keyOf[from] ?? 0) + 1] = (next[(keyOf[from] ?? 0) + 1] ?? 0) + 1;
  for (let key = 0; key < keys; key++) next[key + 1] = (next[key + 1] ?? 0) + (next[key] ?? 0);
  const sorted = new Int32Array(order.length);
  for (const from of order) {
    const key = keyOf[from] ?? 0;
    const to = next[key] ?? 0;
    sorted[to] = from;
    next[key] = to + 1;
  }
  return sorted;
}

function gatherBoxes({ image, category, bbox, area }: BoxColumns, order: Int32Array): BoxColumns {
  const boxes = new Float64Array(4 * order.length);
  order.forEach((from, to) => {
    boxes.set(bbox.subarray(4 * from, 4 * from + 4), 4 * to);
  });
  return {
    length: order.length,
    image: Int32Array.from(order, (from) => image[from] ?? 0),
    category: Int32Array.from(order, (from) => category[from] ?? 0),
    bbox: boxes,
    area: Float64Array.from(order, (from) => area[from] ?? 0),
  };
}
