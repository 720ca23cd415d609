import { iouOf } from "../boxes/box-iou.ts";
import { type LevelGrid, levelGrids, locationCount, type Pyramid } from "../pyramid-locations.ts";

/** Candidates of a box on each level. */
const perLevel = 9;
/** The side of a prior in strides. */
const priorSide = 8;
/** How far inside of a box, in pixels, a prior's centre has to lie. */
const leastInside = 0.01;

/** A location that a box may be given to, and the IoU of its prior with the box. */
interface Candidate {
  readonly location: number;
  readonly x: number;
  readonly y: number;
  readonly iou: number;
}

/**
 * Gives each location the box that it has to find, by Adaptive Training Sample Selection.
 *
 * Of the 9 nearest locations of each level those whose prior, a square of 8 strides, overlaps the box by at least the
 * mean and one standard deviation of all its candidates, and whose point lies inside of it. A location of several boxes
 * has the one of the greatest IoU.
 *
 * Boxes [x1, y1, x2, y2, …] in pixels, each with an area → the box's place or −1, [locations]. Of equal distances the
 * earlier location is a candidate, of equal IoUs the earlier box stays.
 * @see Zhang et al. 2020, https://arxiv.org/abs/1912.02424, algorithm 1 (mmdet's `ATSSAssigner`)
 */
export function assignAtss(boxes: ArrayLike<number>, pyramid: Pyramid): Int32Array {
  const count = locationCount(pyramid);
  const matched = new Int32Array(count).fill(-1);
  const greatest = new Float64Array(count);
  const grids = levelGrids(pyramid);
  for (let box = 0; box < boxes.length / 4; box++) {
    const candidates = grids.flatMap((grid) => nearest(grid, boxes, box));
    const threshold = meanAndDeviation(candidates.map(({ iou }) => iou));
    for (const { location, x, y, iou } of candidates) {
      if (!(iou >= threshold) || !(iou > (greatest[location] ?? 0)) || !isInside(x, y, boxes, box)) continue;
      greatest[location] = iou;
      matched[location] = box;
    }
  }
  return matched;
}

/** The locations of a level that are nearest to a box's centre, nearest first. */
function nearest(grid: LevelGrid, boxes: ArrayLike<number>, box: number): readonly Candidate[] {
  const at = 4 * box;
  const centerX = (Number(boxes[at]) + Number(boxes[at + 2])) / 2;
  const centerY = (Number(boxes[at + 1]) + Number(boxes[at + 3])) / 2;
  const columns = placesAround((centerX - grid.left) / grid.stepX, grid.width);
  const found: { readonly row: number; readonly column: number; readonly distance: number }[] = [];
  for (const row of placesAround((centerY - grid.top) / grid.stepY, grid.height)) {
    for (const column of columns) {
      const distance = Math.hypot(grid.left + column * grid.stepX - centerX, grid.top + row * grid.stepY - centerY);
      if (found.length === perLevel && distance >= (found.at(-1)?.distance ?? 0)) continue;
      const after = found.findIndex((other) => other.distance > distance);
      found.splice(after < 0 ? found.length : after, 0, { row, column, distance });
      if (found.length > perLevel) found.pop();
    }
  }
  const half = (priorSide * grid.stride) / 2;
  return found.map(({ row, column }) => {
    const [x, y] = [grid.left + column * grid.stepX, grid.top + row * grid.stepY];
    const prior = [x - half, y - half, x + half, y + half];
    return { location: grid.first + row * grid.width + column, x, y, iou: iouOf(prior, 0, boxes, box) };
  });
}

/** Places on one axis among which all of the nearest are, whatever the other axis has. */
function placesAround(place: number, size: number): readonly number[] {
  const nearestPlace = Math.min(Math.max(Math.round(place), 0), size - 1);
  const first = Math.max(0, nearestPlace - perLevel);
  return Array.from({ length: Math.min(size, nearestPlace + perLevel + 1) - first }, (_, index) => first + index);
}

/** The mean and the unbiased standard deviation together; NaN of less than two values. */
function meanAndDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return mean + Math.sqrt(squares / (values.length - 1));
}

function isInside(x: number, y: number, boxes: ArrayLike<number>, box: number): boolean {
  const at = 4 * box;
  const horizontal = Math.min(x - Number(boxes[at]), Number(boxes[at + 2]) - x);
  const vertical = Math.min(y - Number(boxes[at + 1]), Number(boxes[at + 3]) - y);
  return Math.min(horizontal, vertical) > leastInside;
}
