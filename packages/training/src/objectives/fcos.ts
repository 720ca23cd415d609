/** The objective of FCOS: which class each location sees, where its box is, and how central it lies in it. */
import * as tf from "@tensorflow/tfjs-core";
import { holdFloat32 } from "@tresnet/engine";
import { binaryCrossEntropy, focalLoss, giouLoss, withGradient } from "@tresnet/tensor-ops";
import { knownBoxClasses } from "../known-labels.ts";
import type { Divisor, Objective } from "./objective.ts";

/** A level of the pyramid whose locations are trained. */
export interface FcosLevel {
  /** Rows of the level's map. */
  readonly height: number;
  /** Columns of the level's map. */
  readonly width: number;
  /** The unit of distances on this level, pixels. */
  readonly stride: number;
}

/** Settings of `fcosObjective`. */
export interface FcosObjectiveOptions {
  /** Classes that the detector tells apart. */
  readonly numClasses: number;
  /** The pyramid that the detector sees, the finest level first: what `pyramid` of a `Detector` lays out. */
  readonly pyramid: { readonly levels: readonly FcosLevel[] };
  /**
   * How the losses are averaged. "torchvision": each by the number of locations with a box. "mmdet": the boxes' loss is
   * weighted by how central their locations lie, and averaged by the sum of these weights.
   * @default "torchvision"
   */
  readonly form?: "torchvision" | "mmdet";
}

/** Values of a target: class, four distances, centre-ness. */
const targetValues = 6;

/**
 * Makes the objective of an FCOS detector, outputs float32 [n, locations, numClasses + 5] as `Detector` of
 * `@tresnet/detection` has them: sigmoid focal loss of all classes and locations, GIoU loss and centre-ness' binary
 * cross entropy of locations with a box, each averaged over these; the loss is their sum.
 *
 * Targets float32 [n, locations, 6]: class or −1 for none, distances to the left, top, right and bottom side in strides
 * of the level, centre-ness from 0 to 1; where there is no box, only the class is looked at. A batch without any box
 * has a finite loss. A class that can't be makes the step fail. It counts no image as right: `correct` is 0.
 * @throws RangeError when there are no classes, or a level has no whole sizes from 1.
 * @see Tian et al. 2019, https://arxiv.org/abs/1904.01355 (torchvision models/detection/fcos.py; mmdet fcos_head.py)
 */
export function fcosObjective(options: FcosObjectiveOptions): Objective<tf.Tensor3D, tf.Tensor3D> {
  const { numClasses, pyramid, form = "torchvision" } = options;
  checkOptions(options);
  const locations = pyramid.levels.reduce((sum, { height, width }) => sum + height * width, 0);
  const losses = (outputs: tf.Tensor3D, targets: tf.Tensor3D, divisor: Divisor = alone) =>
    lossesOf(outputs, targets, { numClasses, pyramid, form, divisor });
  return {
    expected: `targets float32 [n, ${locations}, ${targetValues}]`,
    accepts: ({ dtype, shape }, n) => dtype === "float32" && String(shape) === String([n, locations, targetValues]),
    parts: { names: ["classification", "boxRegression", "centerness"], losses },
    loss: (outputs, targets, divisor) => tf.addN<tf.Scalar>([...losses(outputs, targets, divisor)]),
    correct: () => tf.scalar(0),
  };
}

function lossesOf(
  outputs: tf.Tensor3D,
  targets: tf.Tensor3D,
  { numClasses, pyramid, form, divisor }: Required<FcosObjectiveOptions> & { readonly divisor: Divisor },
): readonly tf.Scalar[] {
  const [n, locations, values] = outputs.shape;
  const rows = tf.reshape<tf.Rank.R2>(inFloat32(outputs), [n * locations, values]);
  const truth = tf.reshape<tf.Rank.R2>(targets, [n * locations, targetValues]);
  const column = (from: number, count: number) => tf.slice2d(rows, [0, from], [-1, count]);
  const target = (from: number, count: number) => tf.slice2d(truth, [0, from], [-1, count]);

  const classes = knownBoxClasses(target(0, 1), numClasses); // [n·a, 1]
  // tf.oneHot refuses a depth of 1; background, −1, is no class.
  const wanted = tf.cast(tf.equal<tf.Tensor2D>(classes, tf.range(0, numClasses)), "float32"); // [n·a, classes]
  const hasBox = tf.greaterEqual<tf.Tensor2D>(classes, 0); // [n·a, 1]
  const mask = tf.cast(hasBox, "float32");
  const foreground = divisor(tf.sum(mask), 1);

  const focal = tf.sum(focalLoss(column(0, numClasses), wanted));
  // What background says of a box is nothing: any box like others takes its place, so that 0 is multiplied by numbers.
  const ltrb = tf.where<tf.Tensor2D>(hasBox, target(1, 4), tf.ones([n * locations, 4]));
  const centerness = tf.where<tf.Tensor2D>(hasBox, target(5, 1), tf.zeros([n * locations, 1]));
  const sizes = tf.tile(sizesOf(pyramid), [n, 1]); // [n·a, 1]
  // Boxes around their own locations: the loss is the same wherever these lie.
  const predicted = boxesAround(column(numClasses, 4), sizes);
  const distances = tf.expandDims<tf.Tensor2D>(
    giouLoss(predicted, boxesAround(ltrb, sizes), { epsilon: form === "mmdet" ? 1e-6 : 1e-7 }),
    1,
  ); // [n·a, 1]
  const weights = form === "mmdet" ? centerness : mask;
  const weight = form === "mmdet" ? divisor(tf.sum(centerness), 1e-6) : foreground;
  const crossEntropy = binaryCrossEntropy(column(numClasses + 4, 1), centerness); // [n·a, 1]
  return [
    tf.div<tf.Scalar>(focal, foreground),
    tf.div<tf.Scalar>(tf.sum(tf.mul(distances, weights)), weight),
    tf.div<tf.Scalar>(tf.sum(tf.mul(crossEntropy, mask)), foreground),
  ];
}

/** The batch is one process's alone. */
const alone: Divisor = (own, least) => tf.maximum<tf.Scalar>(own, least);

/** The stride of each location's level, float32 [locations, 1]. */
function sizesOf({ levels }: FcosObjectiveOptions["pyramid"]): tf.Tensor2D {
  return tf.tidy(() =>
    tf.concat2d(
      levels.map(({ height, width, stride }) => tf.fill<tf.Rank.R2>([height * width, 1], stride)),
      0,
    ),
  );
}

/** Distances [n, 4] in units of sizes [n, 1] as boxes [n, 4] in pixels around the origin. */
function boxesAround(ltrb: tf.Tensor2D, sizes: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(tf.mul(ltrb, tf.tensor2d([[-1, -1, 1, 1]])), sizes);
}

/** In a bfloat16 trace boxes and losses would be rounded to 8 bits. */
function inFloat32(outputs: tf.Tensor3D): tf.Tensor3D {
  return withGradient([outputs], {
    forward: () => ({ y: holdFloat32(outputs), saved: [] }),
    backward: (dy) => [dy],
  });
}

function checkOptions({ numClasses, pyramid: { levels } }: FcosObjectiveOptions): void {
  const sizes = [numClasses, ...levels.flatMap(({ height, width, stride }) => [height, width, stride])];
  if (levels.length > 0 && sizes.every((size) => Number.isInteger(size) && size >= 1)) return;
  throw new RangeError(
    `fcosObjective: expected classes and levels of whole sizes from 1, got ${numClasses} classes and ${levels.length} levels of ${sizes.slice(1).join(", ")}. Give what the detector's pyramid() lays out.`,
  );
}
