import type { BoxColumns } from "./box-columns.ts";

/** The objects and detections of one category in one image, as ranges of sorted columns; ends are not included. */
export interface Cell {
  readonly category: number;
  readonly firstObject: number;
  readonly endObject: number;
  readonly firstDetection: number;
  readonly endDetection: number;
}

/** Lists the cells that hold anything, by category, then image; both lists of boxes are sorted so. */
export function listCells(objects: BoxColumns, detections: BoxColumns): readonly Cell[] {
  const cells: Cell[] = [];
  let firstObject = 0;
  let firstDetection = 0;
  while (firstObject < objects.length || firstDetection < detections.length) {
    const order = compare(objects, firstObject, detections, firstDetection);
    const endObject = order <= 0 ? endOfCell(objects, firstObject) : firstObject;
    const endDetection = order >= 0 ? endOfCell(detections, firstDetection) : firstDetection;
    const category = (order <= 0 ? objects.category[firstObject] : detections.category[firstDetection]) ?? 0;
    cells.push({ category, firstObject, endObject, firstDetection, endDetection });
    firstObject = endObject;
    firstDetection = endDetection;
  }
  return cells;
}

/** Below 0 where box `a` of one list belongs to an earlier cell than `b` of the other; a list that ended comes last. */
function compare(first: BoxColumns, a: number, second: BoxColumns, b: number): number {
  if (a >= first.length) return 1;
  if (b >= second.length) return -1;
  const byCategory = (first.category[a] ?? 0) - (second.category[b] ?? 0);
  return byCategory === 0 ? (first.image[a] ?? 0) - (second.image[b] ?? 0) : byCategory;
}

function endOfCell({ length, image, category }: BoxColumns, begin: number): number {
  let end = begin + 1;
  while (end < length && image[end] === image[begin] && category[end] === category[begin]) end++;
  return end;
}
