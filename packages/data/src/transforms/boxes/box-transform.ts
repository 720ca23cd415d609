/** What happens to images with boxes between decoding and the batch: plain data, to be sent to the decode workers. */
import type { DetectionTargetOptions, Pyramid } from "@tresnet/boxes";
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";
import type { ColorJitter } from "../augmentations/color-jitter.ts";
import { colorJitter } from "../augmentations/color-jitter.ts";
import type { ChannelValues } from "../channel-values.ts";
import { checkOrientation, type OrientationSettings } from "../draw-orientation.ts";
import { type Requirements, requirementsOf } from "../requirements.ts";

/** What a detector's targets are made of, besides boxes. */
export interface BoxTargets extends DetectionTargetOptions {
  /** The maps that the head sees for this input size. */
  readonly pyramid: Pyramid;
}

/** What every transform of images with boxes ends with. */
interface BoxInput {
  /** The size of the network's input, sides of 1 to 8192 pixels. */
  readonly size: PixelSize;
  /**
   * "letterbox": the image keeps its proportions, and what is missing of the input is filled with the mean. "squish":
   * the image is brought to the input's size, whatever its proportions.
   */
  readonly fit: "letterbox" | "squish";
  /** What is taken from each value: a value becomes (pixel / 255 - mean) / std. */
  readonly mean: ChannelValues;
  /** What each value is divided by, above 0. */
  readonly std: ChannelValues;
  /** With it the targets of each image are made, in the workers: `targets` of the batch's objects. Default: none. */
  readonly targets?: BoxTargets | undefined;
}

/** Evaluation's transform of images with boxes: nothing is random, the image lies at the input's upper left corner. */
export interface EvalBoxesTransform extends BoxInput {
  /** Tells this transform from the others. */
  readonly kind: "eval-boxes";
}

/** Training's random transform of images with boxes: the boxes move with their objects. */
export interface TrainBoxesTransform extends BoxInput, OrientationSettings {
  /** Tells this transform from the others. */
  readonly kind: "train-boxes";
  /**
   * The scale jitter: the image is brought to the size at which it fits the input, times a number of these bounds. What
   * is larger is cut at random, what is smaller lies at random. Bounds from 0.05 to 10.
   */
  readonly scale: readonly [low: number, high: number];
  /** The share of a box's area that has to be seen for the box to stay, 0 to 1. */
  readonly leastVisible: number;
  /** The side in pixels of the input that a box has to have on both axes to stay, above 0. */
  readonly leastSide: number;
  /** Random brightness, contrast and saturation; left out: none. */
  readonly colorJitter?: ColorJitter | undefined;
  /** The probability that four images make one, each in a quarter of the input, 0 to 1. */
  readonly mosaic: number;
  /** The probability that boxes of another image are pasted into an image, 0 to 1. */
  readonly copyPaste: number;
  /** Whether large JPEGs may be decoded at a fraction of their size, the shorter side at least twice the input's. */
  readonly fastDecode: boolean;
}

/** The transform of evaluation or that of training for images with boxes, told apart by `kind`. */
export type BoxTransform = EvalBoxesTransform | TrainBoxesTransform;

type OptionsOf<T extends BoxTransform> = Partial<Omit<T, "kind">> & { readonly size: PixelSize };

/**
 * Makes an evaluation transform of images with boxes; left-out fields: letterbox, mean 0, std 1, no targets.
 * @throws DataError that names the field, what it must be and what it is.
 */
export function evalBoxesTransform(options: OptionsOf<EvalBoxesTransform>): EvalBoxesTransform {
  return checkedBoxes({ kind: "eval-boxes", fit: "letterbox", mean: [0, 0, 0], std: [1, 1, 1], ...options });
}

/**
 * Makes a training transform of images with boxes; left-out fields: letterbox, scale 0.5–1.5, hflip 0.5, boxes of which
 * a quarter is seen, no colour jitter, no mosaic, no copy-paste, mean 0, std 1, no targets.
 * @throws DataError that names the field, what it must be and what it is.
 */
export function trainBoxesTransform(options: OptionsOf<TrainBoxesTransform>): TrainBoxesTransform {
  return checkedBoxes({
    kind: "train-boxes",
    fit: "letterbox",
    hflip: 0.5,
    vflip: 0,
    quarterTurns: false,
    scale: [0.5, 1.5],
    leastVisible: 0.25,
    leastSide: 1,
    mosaic: 0,
    copyPaste: 0,
    fastDecode: false,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    ...options,
  });
}

/**
 * Returns the transform if its numbers make sense.
 * @throws DataError that names the field, what it must be and what it is.
 */
export function checkedBoxes<T extends BoxTransform>(transform: T): T {
  const require = requirementsOf(`${transform.kind} transform`);
  const { size, mean, std, targets } = transform;
  const isSide = (side: number) => Number.isInteger(side) && side > 0 && side <= 8192;
  require.holds(isSide(size.width) && isSide(size.height), "size", "sides of 1 to 8192 whole pixels", size);
  require.holds(mean.length === 3 && mean.every(Number.isFinite), "mean", "three numbers", mean);
  require.holds(std.length === 3 && std.every((value) => value > 0), "std", "three positive numbers", std);
  const image = targets?.pyramid.image ?? size;
  const isSame = image.width === size.width && image.height === size.height;
  require.holds(isSame, "targets.pyramid.image", `the input's size, ${size.width} × ${size.height}`, image);
  if (transform.kind === "train-boxes") checkTraining(transform, require);
  return transform;
}

function checkTraining(transform: TrainBoxesTransform, require: Requirements): void {
  const [low, high] = transform.scale;
  require.holds(low >= 0.05 && low <= high && high <= 10, "scale", "an ascending pair in [0.05, 10]", transform.scale);
  checkOrientation(transform, require);
  require.unit("leastVisible", transform.leastVisible);
  require.holds(transform.leastSide > 0, "leastSide", "above 0", transform.leastSide);
  require.unit("mosaic", transform.mosaic);
  require.unit("copyPaste", transform.copyPaste);
  colorJitter.check(transform, require);
}
