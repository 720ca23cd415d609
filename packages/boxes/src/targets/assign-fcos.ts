import { boxArea } from "../boxes/box-area.ts";
import { type LevelGrid, levelGrids, locationCount, type Pyramid } from "../pyramid-locations.ts";

/** How FCOS gives boxes to locations. */
export interface FcosAssignment {
  /**
   * How far from a box's centre a location may lie on either axis, in strides; Infinity takes all of the box.
   * @default 1.5
   */
  readonly centerRadius?: number;
  /**
   * Whether a distance that lies exactly on the border of two levels belongs to neither ("open", as in torchvision) or
   * to both ("closed", as in the paper and mmdet).
   * @default "open"
   */
  readonly rangeEnds?: "open" | "closed";
}

/**
 * Gives each location the box that it has to find: of the boxes whose middle it lies in and whose size suits its level
 * the one of the smallest area, the first of equal areas.
 *
 * A level of stride s takes boxes whose farthest side is 4·s to 8·s away; the first level takes smaller ones, the last
 * larger ones as well. Boxes [x1, y1, x2, y2, …] in pixels, each with an area → the box's place or −1, [locations].
 * @see Tian et al. 2019, https://arxiv.org/abs/1904.01355, §3.2 (torchvision fcos.py `compute_loss`)
 */
export function assignFcos(
  boxes: ArrayLike<number>,
  pyramid: Pyramid,
  { centerRadius = 1.5, rangeEnds = "open" }: FcosAssignment = {},
): Int32Array {
  const matched = new Int32Array(locationCount(pyramid)).fill(-1);
  const grids = levelGrids(pyramid);
  const suits = grids.map((_, level) => distanceRange(grids, level, rangeEnds));
  for (const box of largestFirst(boxes)) {
    const at = 4 * box;
    const [left = 0, top = 0, right = 0, bottom = 0] = [boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]];
    grids.forEach((grid, level) => {
      const radius = centerRadius * grid.stride;
      const rows = placesBetween(middleOf(top, bottom, radius), grid.top, grid.stepY, grid.height);
      for (const column of placesBetween(middleOf(left, right, radius), grid.left, grid.stepX, grid.width)) {
        const x = grid.left + column * grid.stepX;
        for (const row of rows) {
          const y = grid.top + row * grid.stepY;
          if (!suits[level]?.(Math.max(x - left, right - x, y - top, bottom - y))) continue;
          matched[grid.first + row * grid.width + column] = box;
        }
      }
    });
  }
  return matched;
}

/** Places of boxes, so that the last one to take a location is the smallest, and of equal ones the first. */
function largestFirst(boxes: ArrayLike<number>): readonly number[] {
  const areas = Array.from({ length: boxes.length / 4 }, (_, box) => boxArea(boxes, box));
  return [...areas.keys()].sort((a, b) => (areas[b] ?? 0) - (areas[a] ?? 0) || b - a);
}

/** Tells which distances to the farthest side a level takes. */
function distanceRange(grids: readonly LevelGrid[], level: number, ends: "open" | "closed") {
  const stride = grids[level]?.stride ?? 0;
  const upper = level === grids.length - 1 ? Number.POSITIVE_INFINITY : 8 * stride;
  if (ends === "closed") {
    const lower = 8 * (grids[level - 1]?.stride ?? 0);
    return (distance: number) => distance >= lower && distance <= upper;
  }
  const lower = level === 0 ? 0 : 4 * stride;
  return (distance: number) => distance > lower && distance < upper;
}

/** What lies in a box on one axis and no farther than `radius` from its centre. */
function middleOf(begin: number, end: number, radius: number): readonly [number, number] {
  const center = (begin + end) / 2;
  return [Math.max(begin, center - radius), Math.min(end, center + radius)];
}

/** Places on one axis of a grid whose points lie strictly between two coordinates. */
function placesBetween(
  [lower, upper]: readonly [number, number],
  origin: number,
  step: number,
  size: number,
): readonly number[] {
  const places: number[] = [];
  for (let place = Math.max(0, Math.floor((lower - origin) / step)); place < size; place++) {
    const point = origin + place * step;
    if (point >= upper) break;
    if (point > lower) places.push(place);
  }
  return places;
}
