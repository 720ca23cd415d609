/**
 * What happens to an image between decoding and the batch: plain data, so that it can be sent to the decode workers.
 */
import { DataError } from "../errors.ts";

/** Red, green, blue, in units of the pixel range 0 … 1. */
export type ChannelValues = readonly [number, number, number];

interface Normalization {
  /** Side of the square result, in pixels. */
  readonly size: number;
  /** Each value is (pixel / 255 - mean) / std. */
  readonly mean: ChannelValues;
  readonly std: ChannelValues;
}

/** The deterministic transform of evaluation (timm's eval transform, PIL's antialiased bilinear filter). */
export interface EvalTransform extends Normalization {
  readonly kind: "eval";
  /**
   * "center": shorter side to ⌊size / cropPct⌋, then the middle; "squish": to size × size without regard to the aspect
   * ratio.
   */
  readonly mode: "center" | "squish";
  /** In (0, 1]; only "center" uses it. */
  readonly cropPct: number;
}

/** How training chooses the part of the image it sees. */
export type TrainCrop =
  /** A random part with `scale` of the area and `ratio` of width to height (Inception's crop), scaled to the size. */
  | {
      readonly kind: "random-resized";
      readonly scale: readonly [number, number];
      readonly ratio: readonly [number, number];
    }
  /** The whole image squished to the size, `padding` pixels around it, and a random square of the size out of that. */
  | { readonly kind: "padded"; readonly padding: number; readonly border: "reflect" | "zero" }
  /** What evaluation sees; nothing is random. */
  | ({ readonly kind: "evaluation" } & Pick<EvalTransform, "mode" | "cropPct">);

/** Factors are drawn from [1 - amount, 1 + amount], in random order; amounts in [0, 1]. */
export interface ColorJitter {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
}

/** One square hole of `fraction` of the side, its centre anywhere in the image. */
export interface Cutout {
  readonly probability: number;
  readonly fraction: number;
  /** "mean" becomes 0 after normalization; "random" is one random colour. */
  readonly fill: "mean" | "random";
}

/** A policy that changes every image in its own way. */
export type AutoAugment =
  /** One of the 25 pairs of operations that were found for this data set. */
  | { readonly kind: "imagenet" | "cifar10" }
  /** RandAugment: so many random operations, each with a chance of a half, of magnitude 0 to 10. */
  | {
      readonly kind: "random";
      readonly operations: number;
      readonly magnitude: number;
      /** Standard deviation of the magnitude. */
      readonly deviation: number;
      /** Whether all operations change more with the magnitude (timm's inc1). */
      readonly increasing: boolean;
    };

/** The random transform of training: crop, flips, quarter turns, policy, colour, hole, erasing, in this order. */
export interface TrainTransform extends Normalization {
  readonly kind: "train";
  readonly crop: TrainCrop;
  /** Probability of a left-right flip. */
  readonly hflip: number;
  /** Probability of an upside-down flip. */
  readonly vflip: number;
  /** Whether to turn by 0, 90, 180 or 270 degrees at random. */
  readonly quarterTurns: boolean;
  readonly autoAugment?: AutoAugment | undefined;
  readonly colorJitter?: ColorJitter | undefined;
  readonly cutout?: Cutout | undefined;
  /** Probability of an erased rectangle. */
  readonly randomErasing?: number | undefined;
  /**
   * Whether large JPEGs may be decoded at a fraction of their size, at least twice `size`: several times faster, small
   * crops a little softer.
   */
  readonly fastDecode: boolean;
}

export type Transform = EvalTransform | TrainTransform;

/** Whether an image looks the same in every epoch: nothing of the transform is drawn. */
export function isFixed(transform: Transform): boolean {
  if (transform.kind === "eval") return true;
  const { crop, hflip, vflip, quarterTurns, autoAugment, colorJitter, cutout, randomErasing = 0 } = transform;
  const jitters = colorJitter !== undefined && Object.values(colorJitter).some((amount) => amount > 0);
  const cutsOut = cutout !== undefined && cutout.probability > 0;
  return (
    (crop.kind === "evaluation" || (crop.kind === "padded" && crop.padding === 0)) &&
    [hflip, vflip].every((probability) => probability === 0 || probability === 1) &&
    !(quarterTurns || autoAugment || jitters || cutsOut || randomErasing > 0)
  );
}

/** An evaluation transform; left-out fields are timm's for TResNet: center, cropPct 0.875, mean 0, std 1. */
export function evalTransform(
  options: Partial<Omit<EvalTransform, "kind">> & { readonly size: number },
): EvalTransform {
  return checked({ kind: "eval", mode: "center", cropPct: 0.875, mean: [0, 0, 0], std: [1, 1, 1], ...options });
}

/**
 * A training transform; left-out fields are timm's: random-resized crop (scale 0.08–1, ratio 3/4–4/3), hflip 0.5, mean
 * 0, std 1.
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
export function checked<T extends Transform>(transform: T): T {
  const { kind, size, mean, std } = transform;
  const require = (holds: boolean, field: string, expected: string, got: unknown) => {
    if (!holds) throw new DataError(`${kind} transform: ${field} must be ${expected}, got ${JSON.stringify(got)}.`);
  };
  const requireUnit = (field: string, value: number) =>
    require(value >= 0 && value <= 1, field, "between 0 and 1", value);
  require(Number.isInteger(size) && size > 0 && size <= 4096, "size", "a whole number from 1 to 4096", size);
  require(mean.length === 3 && mean.every(Number.isFinite), "mean", "three numbers", mean);
  require(std.length === 3 && std.every((value) => value > 0), "std", "three positive numbers", std);
  const requireCropPct = (field: string, value: number) =>
    require(value > 0 && value <= 1, field, "above 0 and at most 1", value);
  if (transform.kind === "eval") {
    requireCropPct("cropPct", transform.cropPct);
    return transform;
  }
  const { crop, hflip, vflip, autoAugment, colorJitter, cutout, randomErasing = 0 } = transform;
  requireUnit("randomErasing", randomErasing);
  if (autoAugment?.kind === "random") {
    const { operations, magnitude, deviation } = autoAugment;
    require(Number.isInteger(operations) &&
      operations >= 1 &&
      operations <= 15, "autoAugment.operations", "a whole number from 1 to 15", operations);
    require(magnitude >= 0 && magnitude <= 10, "autoAugment.magnitude", "between 0 and 10", magnitude);
    require(deviation >= 0 && deviation <= 100, "autoAugment.deviation", "between 0 and 100", deviation);
  }
  requireUnit("hflip", hflip);
  requireUnit("vflip", vflip);
  if (crop.kind === "random-resized") {
    const [low, high] = crop.scale;
    require(low > 0 && low <= high && high <= 1, "crop.scale", "an ascending pair in (0, 1]", crop.scale);
    const [narrow, wide] = crop.ratio;
    require(narrow > 0 &&
      narrow <= wide &&
      Number.isFinite(wide), "crop.ratio", "an ascending pair above 0", crop.ratio);
  } else if (crop.kind === "evaluation") {
    requireCropPct("crop.cropPct", crop.cropPct);
  } else {
    const { padding } = crop;
    require(Number.isInteger(padding) &&
      padding >= 0 &&
      padding < size, "crop.padding", "a whole number below size", padding);
  }
  for (const [name, amount] of Object.entries(colorJitter ?? {})) requireUnit(`colorJitter.${name}`, amount);
  if (cutout) {
    requireUnit("cutout.probability", cutout.probability);
    requireUnit("cutout.fraction", cutout.fraction);
  }
  return transform;
}
