/** What an FCOS head has to learn of one image, of its boxes alone. */
import { checkBoxes } from "../boxes/check-boxes.ts";
import { BoxError } from "../errors.ts";
import { type Pyramid, pyramidLocations } from "../pyramid-locations.ts";
import { assignAtss } from "./assign-atss.ts";
import { assignFcos, type FcosAssignment } from "./assign-fcos.ts";

/** How boxes are given to locations. */
export interface DetectionTargetOptions extends FcosAssignment {
  /**
   * "fcos": by where a location lies in the box and by the box's size. "atss": by the statistics of overlaps, which
   * needs no ranges of sizes.
   * @default "fcos"
   */
  readonly assigner?: "fcos" | "atss";
}

/** An image's targets; their shapes depend on the pyramid alone. */
export interface DetectionTargets {
  /** The place of each location's box; −1 for background, [locations]. */
  readonly matched: Int32Array;
  /** The class of each location's box; −1 for background, [locations]. */
  readonly classes: Int32Array;
  /**
   * Distances to the left, top, right and bottom side in strides of the level, [locations, 4]. Background has 1, a box
   * like any other, so that a masked loss meets no 0 · ∞.
   */
  readonly ltrb: Float32Array;
  /** How central the location lies in its box, 0 to 1; 0 for background, [locations]. */
  readonly centerness: Float32Array;
  /** How many locations have a box. */
  readonly foreground: number;
}

/**
 * Makes the targets of one image: boxes [x1, y1, x2, y2, …] in pixels of the network's input, a class from 0 each.
 *
 * Centre-ness is √(min(l, r) / max(l, r) · min(t, b) / max(t, b)).
 * @throws BoxError when a box has no width or height or is not finite, or there is not one class for each box.
 * @see Tian et al. 2019, https://arxiv.org/abs/1904.01355, §3
 */
export function detectionTargets(
  boxes: ArrayLike<number>,
  labels: ArrayLike<number>,
  pyramid: Pyramid,
  { assigner = "fcos", ...assignment }: DetectionTargetOptions = {},
): DetectionTargets {
  checkObjects(boxes, labels);
  const matched = assigner === "atss" ? assignAtss(boxes, pyramid) : assignFcos(boxes, pyramid, assignment);
  const { points, sizes } = pyramidLocations(pyramid);
  const classes = Int32Array.from(matched, (box) => (box < 0 ? -1 : Number(labels[box])));
  const ltrb = new Float32Array(4 * matched.length).fill(1);
  const centerness = new Float32Array(matched.length);
  let foreground = 0;
  matched.forEach((box, location) => {
    if (box < 0) return;
    foreground++;
    const [x, y, size] = [Number(points[2 * location]), Number(points[2 * location + 1]), Number(sizes[location])];
    const side = (index: number) => Number(boxes[4 * box + index]);
    const [left, top, right, bottom] = [x - side(0), y - side(1), side(2) - x, side(3) - y];
    ltrb.set([left / size, top / size, right / size, bottom / size], 4 * location);
    centerness[location] = Math.sqrt(shortByLong(left, right) * shortByLong(top, bottom));
  });
  return { matched, classes, ltrb, centerness, foreground };
}

function shortByLong(a: number, b: number): number {
  return Math.min(a, b) / Math.max(a, b);
}

function checkObjects(boxes: ArrayLike<number>, labels: ArrayLike<number>): void {
  const count = checkBoxes("detectionTargets", boxes);
  if (labels.length !== count) {
    throw new BoxError(
      `detectionTargets: expected a class for each of ${count} boxes, got ${labels.length}. Pass both.`,
    );
  }
  for (let box = 0; box < count; box++) {
    const sides = [boxes[4 * box], boxes[4 * box + 1], boxes[4 * box + 2], boxes[4 * box + 3]].map(Number);
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = sides;
    const label = Number(labels[box]);
    if (sides.every(Number.isFinite) && x2 > x1 && y2 > y1 && Number.isInteger(label) && label >= 0) continue;
    throw new BoxError(
      `detectionTargets: expected box ${box} as finite [x1, y1, x2, y2] with x2 > x1 and y2 > y1 and a class from 0, got [${sides.join(", ")}] of class ${label}. Drop it before.`,
    );
  }
}
