/** Which detection finds which object, at every IoU threshold and for every range of object sizes. */
import type { DetectionColumns, ObjectColumns } from "./box-columns.ts";
import type { Cell } from "./cells.ts";
import { cocoParameters } from "./coco-parameters.ts";
import { writeOverlaps } from "./overlaps.ts";

const { areaRanges, iouThresholds } = cocoParameters;

/** What became of each detection, row-major [area ranges, detections]; bit t of a number is IoU threshold t. */
export interface BoxMatches {
  /** The detection has found an object. */
  readonly found: Uint16Array;
  /** The detection counts neither for nor against: it found what is ignored, or nothing and is of another size. */
  readonly ignored: Uint16Array;
  /** Objects that can be found, [area ranges, categories]. */
  readonly countable: Int32Array;
}

/** The objects of one cell as one range of sizes sees them. */
interface Candidates {
  /** Places among the columns: the objects that count first, as pycocotools tries them. */
  readonly order: readonly number[];
  /** How many of them count. */
  readonly countable: number;
  readonly crowd: Uint8Array;
  /** Bit t of an object's number, by place in the cell: a detection has found it at threshold t. */
  readonly taken: Uint16Array;
}

/** Matches the detections of all cells; those of a cell stand by descending score. */
export function matchBoxes(
  cells: readonly Cell[],
  objects: ObjectColumns,
  detections: DetectionColumns,
  categories: number,
): BoxMatches {
  const matches = {
    found: new Uint16Array(areaRanges.length * detections.length),
    ignored: new Uint16Array(areaRanges.length * detections.length),
    countable: new Int32Array(areaRanges.length * categories),
  };
  const overlaps = new Float64Array(cells.reduce((most, cell) => Math.max(most, pairsOf(cell)), 0));
  for (const cell of cells) {
    writeOverlaps(cell, objects, detections, overlaps);
    areaRanges.forEach((range, area) => {
      const candidates = candidatesOf(cell, objects, range);
      const at = area * categories + cell.category;
      matches.countable[at] = (matches.countable[at] ?? 0) + candidates.countable;
      const size = cell.endObject - cell.firstObject;
      for (let d = cell.firstDetection; d < cell.endDetection; d++) {
        const row = overlaps.subarray((d - cell.firstDetection) * size, (d - cell.firstDetection + 1) * size);
        const { found, ignored } = findAtAllThresholds(row, candidates, objects, cell.firstObject);
        matches.found[area * detections.length + d] = found;
        const isOutside = !isInside(detections.area[d] ?? 0, range);
        matches.ignored[area * detections.length + d] = isOutside ? ignored | ~found : ignored;
      }
    });
  }
  return matches;
}

function pairsOf({ firstObject, endObject, firstDetection, endDetection }: Cell): number {
  return (endObject - firstObject) * (endDetection - firstDetection);
}

function isInside(area: number, [least, greatest]: readonly [number, number]): boolean {
  return area >= least && area <= greatest;
}

function candidatesOf(
  { firstObject, endObject }: Cell,
  { crowd, area }: ObjectColumns,
  range: readonly [number, number],
): Candidates {
  const counting: number[] = [];
  const ignored: number[] = [];
  for (let g = firstObject; g < endObject; g++) {
    (crowd[g] !== 1 && isInside(area[g] ?? 0, range) ? counting : ignored).push(g);
  }
  const taken = new Uint16Array(endObject - firstObject);
  return { order: [...counting, ...ignored], countable: counting.length, crowd, taken };
}

/** Gives a detection, by its row of overlaps, the object that it finds at each threshold, and marks that as taken. */
function findAtAllThresholds(
  row: Float64Array,
  candidates: Candidates,
  { idIsZero }: ObjectColumns,
  firstObject: number,
): { readonly found: number; readonly ignored: number } {
  const { order, countable, taken } = candidates;
  let found = 0;
  let ignored = 0;
  iouThresholds.forEach((threshold, t) => {
    const bit = 1 << t;
    const best = bestCandidate(row, candidates, firstObject, { threshold, bit });
    const object = order[best];
    if (object === undefined) return;
    taken[object - firstObject] = (taken[object - firstObject] ?? 0) | bit;
    if (idIsZero[object] === 0) found |= bit;
    if (best >= countable) ignored |= bit;
  });
  return { found, ignored };
}

/**
 * The place in the order of the candidate of greatest IoU that is not taken, the later one of equal IoU; −1 where none
 * reaches the threshold. One that is ignored is taken only where none that counts does.
 */
function bestCandidate(
  row: Float64Array,
  { order, countable, crowd, taken }: Candidates,
  firstObject: number,
  { threshold, bit }: { readonly threshold: number; readonly bit: number },
): number {
  let greatest = Math.min(threshold, 1 - 1e-10);
  let best = -1;
  for (let place = 0; place < order.length; place++) {
    if (place === countable && best >= 0) break;
    const object = order[place] ?? 0;
    if (((taken[object - firstObject] ?? 0) & bit) !== 0 && crowd[object] !== 1) continue;
    const overlap = row[object - firstObject] ?? 0;
    if (overlap < greatest) continue;
    greatest = overlap;
    best = place;
  }
  return best;
}
