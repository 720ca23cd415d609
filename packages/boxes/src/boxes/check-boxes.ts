import { BoxError } from "../errors.ts";

/**
 * Checks that boxes come as [x1, y1, x2, y2, …] and returns how many there are.
 * @throws BoxError that names the function and what came.
 */
export function checkBoxes(who: string, boxes: ArrayLike<number>): number {
  if (boxes.length % 4 === 0) return boxes.length / 4;
  throw new BoxError(`${who}: expected four numbers a box, got ${boxes.length}. Pass [x1, y1, x2, y2, …] in one list.`);
}
