/** Lists of boxes, changed or put together. */
import type { PlacedBoxes } from "./box-placement.ts";

/** The objects of an image that was decoded at a part of its size. */
export function scaledBoxes(objects: PlacedBoxes, x: number, y: number): PlacedBoxes {
  if (x === 1 && y === 1) return objects;
  return {
    ...objects,
    boxes: objects.boxes.map((side, at) => side * (at % 2 === 0 ? x : y)),
    areas: objects.areas.map((area) => area * x * y),
  };
}

/** Several lists of objects as one. */
export function joinedBoxes(lists: readonly PlacedBoxes[]): PlacedBoxes {
  return {
    boxes: Float64Array.from(lists.flatMap(({ boxes }) => Array.from(boxes))),
    labels: Int32Array.from(lists.flatMap(({ labels }) => Array.from(labels))),
    crowds: Uint8Array.from(lists.flatMap(({ crowds }) => Array.from(crowds))),
    areas: Float64Array.from(lists.flatMap(({ areas }) => Array.from(areas))),
  };
}

/** The boxes at these places, in this order. */
export function pickBoxes({ boxes, labels, crowds, areas }: PlacedBoxes, places: readonly number[]): PlacedBoxes {
  return {
    boxes: Float64Array.from(places.flatMap((place) => Array.from(boxes.subarray(4 * place, 4 * place + 4)))),
    labels: Int32Array.from(places, (place) => labels[place] ?? 0),
    crowds: Uint8Array.from(places, (place) => crowds[place] ?? 0),
    areas: Float64Array.from(places, (place) => areas[place] ?? 0),
  };
}
