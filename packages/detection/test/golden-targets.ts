/** Targets of golden boxes in the form that `fcosObjective` takes. */
import * as tf from "@tensorflow/tfjs-core";
import { detectionTargets, type Pyramid } from "@tresnet/boxes";
import type { Golden } from "@tresnet/vitest";

/** Boxes of one image [x1, y1, x2, y2, …] and the class of each. */
export interface ImageObjects {
  readonly boxes: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** The objects of each image of a golden batch, `<prefix>0.boxes`, `<prefix>0.labels`, …. */
export function goldenObjects(golden: Golden, prefix: string, images: number): readonly ImageObjects[] {
  return Array.from({ length: images }, (_, image) => ({
    boxes: golden.get(`${prefix}${image}.boxes`).values,
    labels: golden.get(`${prefix}${image}.labels`).values,
  }));
}

/** Targets float32 [n, locations, 6]: class, l, t, r, b, centre-ness. */
export function targetsOf(objects: readonly ImageObjects[], pyramid: Pyramid): tf.Tensor3D {
  const images = objects.map(({ boxes, labels }) => detectionTargets(boxes, labels, pyramid));
  const locations = images[0]?.classes.length ?? 0;
  const values = images.flatMap(({ classes, ltrb, centerness }) =>
    [...classes].flatMap((label, at) => [label, ...ltrb.subarray(4 * at, 4 * at + 4), centerness[at] ?? 0]),
  );
  return tf.tensor3d(values, [images.length, locations, 6]);
}
