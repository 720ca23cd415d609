/**
 * What happens to an image between decoding and the batch: plain data, so that it can be sent to the decode workers.
 */
import type { Interpolation } from "@tresnet/preparation";
import type { PixelSize } from "../dataset/objects/box-dataset.ts";
import { type AugmentationSettings, augmentationRows } from "./augmentations/augmentations.ts";
import { type BoxTransform, checkedBoxes, type TrainBoxesTransform } from "./boxes/box-transform.ts";
import type { ChannelValues } from "./channel-values.ts";
import { checkOrientation, isFixedOrientation, type OrientationSettings } from "./draw-orientation.ts";
import type { EvalPlacement } from "./eval-placement.ts";
import { type Requirements, requirementsOf } from "./requirements.ts";
import { checkCrop, isFixedCrop, type TrainCrop } from "./train-crop.ts";

/** What every transform ends with: a square, normalized. */
interface Normalization {
  /** Side of the square result, 1 to 4096 pixels. */
  readonly size: number;
  /** What is taken from each value: a value becomes (pixel / 255 - mean) / std. */
  readonly mean: ChannelValues;
  /** What each value is divided by, above 0. */
  readonly std: ChannelValues;
}

/** The deterministic transform of evaluation (timm's eval transform, PIL's antialiased filters). */
export interface EvalTransform extends Normalization, EvalPlacement {
  /** Tells the transform of evaluation from that of training. */
  readonly kind: "eval";
  /** The filter that images are resized with. @default "bilinear" */
  readonly interpolation?: Interpolation | undefined;
}

/** The random transform of training: crop, flips, quarter turns, and the augmentations in the order of their table. */
export interface TrainTransform extends Normalization, OrientationSettings, AugmentationSettings {
  /** Tells the transform of training from that of evaluation. */
  readonly kind: "train";
  /** Which part of the image is seen. */
  readonly crop: TrainCrop;
  /**
   * Whether large JPEGs may be decoded at a fraction of their size, at least twice `size`: several times faster, small
   * crops a little softer.
   */
  readonly fastDecode: boolean;
}

/** The transform of evaluation or that of training, told apart by `kind`. */
export type Transform = EvalTransform | TrainTransform;

/** Any transform: of images with classes, or of images with boxes. */
export type AnyTransform = Transform | BoxTransform;

/** Whether a transform is one of images with boxes. */
export function isOfBoxes(transform: AnyTransform): transform is BoxTransform {
  return transform.kind === "train-boxes" || transform.kind === "eval-boxes";
}

/** Whether a transform is one of training. */
export function isOfTraining(transform: AnyTransform): transform is TrainTransform | TrainBoxesTransform {
  return transform.kind === "train" || transform.kind === "train-boxes";
}

/** The size of a transform's result in pixels. */
export function sizeOf({ size }: AnyTransform): PixelSize {
  return typeof size === "number" ? { width: size, height: size } : size;
}

/** Tells whether an image looks the same in every epoch: nothing of the transform is drawn. */
export function isFixed(transform: Transform): boolean {
  if (transform.kind === "eval") return true;
  if (!isFixedCrop(transform.crop) || !isFixedOrientation(transform)) return false;
  return augmentationRows.every((augmentation) => !augmentation.changesImages(transform));
}

/**
 * Makes an evaluation transform; left-out fields are timm's for TResNet: center, cropPct 0.875, mean 0, std 1.
 * @throws DataError that names the field, what it must be and what it is.
 */
export function evalTransform(
  options: Partial<Omit<EvalTransform, "kind">> & { readonly size: number },
): EvalTransform {
  return checked({ kind: "eval", mode: "center", cropPct: 0.875, mean: [0, 0, 0], std: [1, 1, 1], ...options });
}

/**
 * Makes a training transform; left-out fields are timm's: random-resized crop (scale 0.08–1, ratio 3/4–4/3), hflip 0.5,
 * mean 0, std 1, no augmentations.
 * @throws DataError that names the field, what it must be and what it is.
 */
export function trainTransform(
  options: Partial<Omit<TrainTransform, "kind">> & { readonly size: number },
): TrainTransform {
  return checked({
    kind: "train",
    crop: { kind: "random-resized", scale: [0.08, 1], ratio: [3 / 4, 4 / 3] },
    hflip: 0.5,
    vflip: 0,
    quarterTurns: false,
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
export function checked<T extends AnyTransform>(transform: T): T {
  const any: AnyTransform = transform;
  if (isOfBoxes(any)) checkedBoxes(any);
  else checkClasses(any);
  return transform;
}

function checkClasses(transform: Transform): void {
  const require = requirementsOf(`${transform.kind} transform`);
  checkNormalization(transform, require);
  if (transform.kind === "eval") require.positiveUnit("cropPct", transform.cropPct);
  else {
    for (const augmentation of augmentationRows) augmentation.check(transform, require);
    checkOrientation(transform, require);
    checkCrop(transform.crop, transform.size, require);
  }
}

function checkNormalization({ size, mean, std }: Normalization, require: Requirements): void {
  const isSize = Number.isInteger(size) && size > 0 && size <= 4096;
  require.holds(isSize, "size", "a whole number from 1 to 4096", size);
  require.holds(mean.length === 3 && mean.every(Number.isFinite), "mean", "three numbers", mean);
  require.holds(std.length === 3 && std.every((value) => value > 0), "std", "three positive numbers", std);
}
