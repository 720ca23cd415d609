/** What COCO's evaluation of boxes is made at, the same for everybody. */

/** COCO's names of the ranges of object sizes, in the order of `cocoParameters.areaRanges`. */
export const areaNames = ["all", "small", "medium", "large"] as const;

/** Thresholds, limits and ranges of COCO's box evaluation. */
export const cocoParameters = {
  /** The ten least IoUs at which a detection finds an object, 0.5 to 0.95. */
  iouThresholds: evenlySpaced(0.5, 0.95, 10),
  /** The 101 recalls at which precision is read, 0 to 1. */
  recallThresholds: evenlySpaced(0, 1, 101),
  /** How many detections count, the best of each image and category. */
  maxDetections: [1, 10, 100],
  /** Least and greatest object size in square pixels, both included. */
  areaRanges: [
    [0, 1e10],
    [0, 32 ** 2],
    [32 ** 2, 96 ** 2],
    [96 ** 2, 1e10],
  ],
} as const;

/** Numbers as numpy's `linspace` makes them, to the last bit: 0.9 is 0.8999999999999999 among COCO's thresholds. */
function evenlySpaced(start: number, stop: number, count: number): readonly number[] {
  const step = (stop - start) / (count - 1);
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? stop : index * step + start));
}
