/** Test-time augmentation: the views of an image over which probabilities are averaged. */
import * as tf from "@tensorflow/tfjs-core";
import type { EvalTransform } from "@tresnet/data";
import type { ViewName } from "../settings/view-names.ts";

/** How images are rendered, and the views that are then taken of a batch; the caller owns the views. */
export interface Views {
  readonly transform: EvalTransform;
  of(images: tf.Tensor4D): tf.Tensor4D[];
}

/** Axes of [n, h, w, c] that are reversed, once for each mirror image. */
const mirrorAxes = { none: [], flip: [[2]], flips: [[2], [1], [1, 2]] } as const satisfies Record<string, number[][]>;

/** The factor of the image's size from which crops are cut, where an evaluation crop keeps everything. */
const enlarged = 8 / 7;

/**
 * The views of `name` for a model that sees images as `transform` makes them: all of the size that it makes.
 *
 * "crops" are the center and the four corners of the image that the transform's center crop is cut from, "flip" adds
 * each view's mirror image, "flips" that one, the one upside down, and both.
 */
export function viewsOf(name: ViewName, transform: EvalTransform): Views {
  const mirrors = mirrorAxes[name.startsWith("flips") ? "flips" : name.startsWith("flip") ? "flip" : "none"];
  const withMirrors = (views: tf.Tensor4D[]) => [
    ...views,
    ...mirrors.flatMap((axes) => views.map((view) => tf.reverse4d(view, axes))),
  ];
  if (!name.endsWith("crops")) return { transform, of: (images) => withMirrors([images.clone()]) };
  const { size, mode, cropPct } = transform;
  // The size from which evaluation cuts its crop: the center view is the plain one.
  const whole = mode !== "squish" && cropPct < 1 ? Math.floor(size / cropPct) : Math.round(size * enlarged);
  return {
    transform: { ...transform, size: whole, cropPct: 1 },
    of: (images) => withMirrors(fiveCrops(images, whole, size)),
  };
}

/** Center and corners, [n, whole, whole, c] → five times [n, size, size, c]. */
function fiveCrops(images: tf.Tensor4D, whole: number, size: number): tf.Tensor4D[] {
  const [n, , , channels] = images.shape;
  const far = whole - size;
  const middle = Math.floor(far / 2);
  const places = [
    [middle, middle],
    [0, 0],
    [0, far],
    [far, 0],
    [far, far],
  ] as const;
  return places.map(([top, left]) => tf.slice4d(images, [0, top, left, 0], [n, size, size, channels]));
}
