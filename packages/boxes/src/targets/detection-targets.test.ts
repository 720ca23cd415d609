import { noise } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { BoxError, boxIou, detectionTargets, type Pyramid, pyramidLocations } from "../index.ts";

const levels = [
  { height: 12, width: 17, stride: 8 },
  { height: 6, width: 9, stride: 16 },
  { height: 3, width: 5, stride: 32 },
];
const image = { height: 96, width: 136 };
const corners: Pyramid = { image, levels };
const centers: Pyramid = { image, levels, points: "centers" };

/** Boxes on quarters of pixels, of all sizes, some over the border. */
function randomBoxes(count: number, seed: number): number[] {
  const values = noise(4 * count, seed, 0, 1);
  const quarters = (share = 0, size = 0) => Math.round(4 * share * size) / 4;
  return Array.from({ length: count }, (_, box) => {
    const [a, b, c, d] = values.subarray(4 * box, 4 * box + 4);
    const [x, y] = [quarters(a, image.width), quarters(b, image.height)];
    const [width, height] = [2 + quarters(c, 100), 2 + quarters(d, 180)];
    return [x - width / 4, y - height / 4, x + width, y + height];
  }).flat();
}

/** The definition, location by location. */
function assignOneByOne(boxes: readonly number[], pyramid: Pyramid, radius: number, closed: boolean): number[] {
  const { points, sizes } = pyramidLocations(pyramid);
  return Array.from(sizes, (size, location) => {
    const [x = 0, y = 0] = points.subarray(2 * location, 2 * location + 2);
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let box = 0; box < boxes.length / 4; box++) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.slice(4 * box, 4 * box + 4);
      const sides = [x - x1, y - y1, x2 - x, y2 - y];
      const offCenter = Math.max(Math.abs(x - (x1 + x2) / 2), Math.abs(y - (y1 + y2) / 2));
      const farthest = Math.max(...sides);
      const [lower, upper] = [size === 8 ? 0 : 4 * size, size === 32 ? Number.POSITIVE_INFINITY : 8 * size];
      const suits = closed ? farthest >= lower && farthest <= upper : farthest > lower && farthest < upper;
      const area = (x2 - x1) * (y2 - y1);
      if (Math.min(...sides) <= 0 || offCenter >= radius * size || !suits || area >= least) continue;
      best = box;
      least = area;
    }
    return best;
  });
}

test.each([1, 2, 3, 4, 5])("FCOS gives each location what the definition says: seed %i", (seed) => {
  const boxes = randomBoxes(25, seed);
  const labels = new Array<number>(25).fill(0);
  for (const pyramid of [corners, centers]) {
    for (const [centerRadius, rangeEnds] of [
      [1.5, "open"],
      [1.5, "closed"],
      [Number.POSITIVE_INFINITY, "closed"],
    ] as const) {
      const { matched } = detectionTargets(boxes, labels, pyramid, { centerRadius, rangeEnds });
      expect([...matched]).toEqual(assignOneByOne(boxes, pyramid, centerRadius, rangeEnds === "closed"));
    }
  }
});

/** ATSS with every location of a level looked at. */
function assignByAllDistances(boxes: readonly number[], pyramid: Pyramid): number[] {
  const { points, sizes } = pyramidLocations(pyramid);
  const best = Array.from(sizes, () => ({ box: -1, iou: 0 }));
  for (let box = 0; box < boxes.length / 4; box++) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.slice(4 * box, 4 * box + 4);
    const candidates = levels.flatMap(({ stride }) =>
      [...sizes.keys()]
        .filter((location) => sizes[location] === stride)
        .map((location) => {
          const [x = 0, y = 0] = points.subarray(2 * location, 2 * location + 2);
          const prior = [x - 4 * stride, y - 4 * stride, x + 4 * stride, y + 4 * stride];
          const iou = Number(boxIou(prior, [x1, y1, x2, y2])[0]);
          const inside = Math.min(x - x1, y - y1, x2 - x, y2 - y) > 0.01;
          return { location, iou, inside, distance: Math.hypot(x - (x1 + x2) / 2, y - (y1 + y2) / 2) };
        })
        .sort((a, b) => a.distance - b.distance || a.location - b.location)
        .slice(0, 9),
    );
    const mean = candidates.reduce((sum, { iou }) => sum + iou, 0) / candidates.length;
    const variance = candidates.reduce((sum, { iou }) => sum + (iou - mean) ** 2, 0) / (candidates.length - 1);
    for (const { location, iou, inside } of candidates) {
      const other = best[location];
      if (other && inside && iou >= mean + Math.sqrt(variance) && iou > other.iou) best[location] = { box, iou };
    }
  }
  return best.map(({ box }) => box);
}

test.each([1, 2, 3])("ATSS finds the nearest without looking at all: seed %i", (seed) => {
  const boxes = randomBoxes(20, seed);
  const { matched } = detectionTargets(boxes, new Array(20).fill(0), centers, { assigner: "atss" });
  expect([...matched]).toEqual(assignByAllDistances(boxes, centers));
  expect(matched.some((box) => box >= 0)).toBe(true);
});

test("the shapes are the pyramid's, whether there is no box or 300, and background has a harmless box", () => {
  for (const count of [0, 1, 300]) {
    for (const assigner of ["fcos", "atss"] as const) {
      const targets = detectionTargets(randomBoxes(count, 6), new Array(count).fill(2), corners, { assigner });
      const { matched, classes, ltrb, centerness, foreground } = targets;
      expect([matched.length, classes.length, ltrb.length, centerness.length]).toEqual([273, 273, 1092, 273]);
      expect(foreground).toBe(matched.filter((box) => box >= 0).length);
      expect(ltrb.every((side) => side > 0 && Number.isFinite(side))).toBe(true);
      matched.forEach((box, at) => {
        expect(classes[at]).toBe(box < 0 ? -1 : 2);
        if (box < 0) expect([...ltrb.subarray(4 * at, 4 * at + 4), centerness[at]]).toEqual([1, 1, 1, 1, 0]);
      });
    }
  }
});

test("distances are in strides, and centre-ness is 1 in the middle", () => {
  const { matched, ltrb, centerness } = detectionTargets([12, 20, 36, 44], [0], corners);
  const middle = 4 * 17 + 3; // x 24, y 32
  expect(matched[middle]).toBe(0);
  expect([...ltrb.subarray(4 * middle, 4 * middle + 4)]).toEqual([1.5, 1.5, 1.5, 1.5]);
  expect(centerness[middle]).toBe(1);
  expect(centerness[middle + 1]).toBeCloseTo(Math.sqrt(4 / 20), 6);
});

test.each([
  [[5, 5, 5, 9], [0], "[5, 5, 5, 9] of class 0"],
  [[5, 5, 9, 4], [0], "x2 > x1"],
  [[5, 5, Number.NaN, 9], [0], "finite"],
  [[5, 5, 9, 9], [-1], "of class -1"],
  [[5, 5, 9, 9], [], "a class for each of 1 boxes, got 0"],
  [[5, 5, 9], [0], "four numbers a box"],
])("refuses boxes that can't be learnt: %j, %j", (boxes, labels, message) => {
  const make = () => detectionTargets(boxes, labels, corners);
  expect(make).toThrow(BoxError);
  expect(make).toThrow(message);
});

test("refuses a pyramid without maps, or with half ones", () => {
  expect(() => pyramidLocations({ image, levels: [] })).toThrow(BoxError);
  expect(() => pyramidLocations({ image, levels: [{ height: 1.5, width: 2, stride: 8 }] })).toThrow("1.5, 2, 8");
});
