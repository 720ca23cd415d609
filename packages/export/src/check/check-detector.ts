import type { Detections } from "@tresnet/boxes";
import { ExportError } from "../errors.ts";
import type { ExportCheck } from "./check-export.ts";
import type { ExportedDetector, PlacedImages } from "./exported-detector.ts";

/** How two detectors are compared. */
export interface CheckDetectorOptions {
  /** The greatest deviation that is no error: of scores, and of boxes as a share of the image's longer side. */
  readonly limit: number;
  /** The least share of objects that both must find, 0 to 1: rounding decides between overlaps that are equal. */
  readonly leastAgreement: number;
}

/** What a check of a detector found; its `agreement` is the share of objects that both found. */
export interface DetectorCheck extends ExportCheck {
  /** How many objects the detector found. */
  readonly objects: number;
}

/** Objects further apart are others: a share of the image's longer side, and a score. */
const farthest = 0.02;

/**
 * Compares what an export finds with what the detector finds that it was made of.
 * @throws ExportError when too many objects are found by one alone, or their boxes or scores are too far apart.
 */
export async function checkDetector(
  model: ExportedDetector,
  exported: ExportedDetector,
  batches: readonly PlacedImages[],
  { limit, leastAgreement }: CheckDetectorOptions,
): Promise<DetectorCheck> {
  let [images, objects, all, both, deviation] = [0, 0, 0, 0, 0];
  for (const batch of batches) {
    const [ours, theirs] = [await model.run(batch), await exported.run(batch)];
    images += ours.length;
    for (const [index, own] of ours.entries()) {
      const { height = 1, width = 1 } = batch.placements[index]?.originalSize ?? {};
      const found = theirs[index] ?? {
        boxes: new Float32Array(),
        scores: new Float32Array(),
        labels: new Int32Array(),
      };
      const distances = partners(own, found, Math.max(height, width));
      objects += own.labels.length;
      all += Math.max(own.labels.length, found.labels.length);
      both += distances.length;
      deviation = distances.reduce((most, distance) => Math.max(most, distance), deviation);
    }
  }
  const agreement = all === 0 ? 1 : both / all;
  if (deviation > limit || agreement < leastAgreement) {
    throw new ExportError(
      `expected the detector's objects, within ${limit}, got ${(100 * agreement).toFixed(1)}% of them from ${exported.runtime}, as far as ${deviation.toExponential(1)} away. This is a fault of the export: please report it.`,
    );
  }
  return { runtime: exported.runtime, images, objects, deviation, limit, agreement };
}

/** How far each object is from the one that the other found in its place; objects without such a one are left out. */
function partners(own: Detections, found: Detections, side: number): readonly number[] {
  const free = new Set(found.labels.keys());
  return [...own.labels.keys()].flatMap((index) => {
    const [best] = [...free]
      .filter((other) => found.labels[other] === own.labels[index])
      .map((other) => ({ other, distance: distanceOf(own, index, found, other, side) }))
      .filter(({ distance }) => distance <= farthest)
      .sort((a, b) => a.distance - b.distance);
    if (best === undefined) return [];
    free.delete(best.other);
    return [best.distance];
  });
}

function distanceOf(own: Detections, index: number, found: Detections, other: number, side: number): number {
  const sides = [0, 1, 2, 3].map((at) => {
    return Math.abs((own.boxes[4 * index + at] ?? 0) - (found.boxes[4 * other + at] ?? 0)) / side;
  });
  return Math.max(...sides, Math.abs((own.scores[index] ?? 0) - (found.scores[other] ?? 0)));
}
