/** Which part of an image training sees: a random one, a shifted one, or what evaluation sees. */
import type { AnyPixels, Pixels } from "../dataset/pixels.ts";
import type { Random } from "../random.ts";
import { type Flips, orient } from "../resample/orient.ts";
import { isQuick, quickResize } from "../resample/quick-resize.ts";
import { type Rectangle, resize } from "../resample/resize.ts";
import type { EvalPlacement } from "./eval-placement.ts";
import type { Requirements } from "./requirements.ts";

/** A random part of the image (Inception's crop), scaled to the transform's size. */
export interface RandomResizedCrop {
  /** Tells this crop from the others. */
  readonly kind: "random-resized";
  /** The part's share of the image's area: bounds in (0, 1]. */
  readonly scale: readonly [low: number, high: number];
  /** The part's width to height: bounds above 0. */
  readonly ratio: readonly [narrow: number, wide: number];
}

/** The whole image squished to the transform's size, framed, and a random square of the size out of that. */
export interface PaddedCrop {
  /** Tells this crop from the others. */
  readonly kind: "padded";
  /** Pixels around the image, a whole number below the size. */
  readonly padding: number;
  /** What is around it: a mirror of the image without its edge, or black. */
  readonly border: "reflect" | "zero";
}

/** The part that evaluation sees; nothing is random. */
export interface EvaluationCrop extends EvalPlacement {
  /** Tells this crop from the others. */
  readonly kind: "evaluation";
}

/** How training chooses the part of the image that it sees. */
export type TrainCrop = RandomResizedCrop | PaddedCrop | EvaluationCrop;

/** Requires of a crop's numbers what they must be, for images of `size` pixels a side. */
export function checkCrop(crop: TrainCrop, size: number, require: Requirements): void {
  switch (crop.kind) {
    case "random-resized": {
      const [low, high] = crop.scale;
      const [narrow, wide] = crop.ratio;
      const isRatio = narrow > 0 && narrow <= wide && Number.isFinite(wide);
      require.holds(low > 0 && low <= high && high <= 1, "crop.scale", "an ascending pair in (0, 1]", crop.scale);
      require.holds(isRatio, "crop.ratio", "an ascending pair above 0", crop.ratio);
      break;
    }
    case "evaluation":
      require.positiveUnit("crop.cropPct", crop.cropPct);
      break;
    case "padded": {
      const { padding } = crop;
      const isPadding = Number.isInteger(padding) && padding >= 0 && padding < size;
      require.holds(isPadding, "crop.padding", "a whole number below size", padding);
      break;
    }
    default:
      crop satisfies never;
  }
}

/** Whether a crop is the same each time. */
export function isFixedCrop(crop: TrainCrop): boolean {
  return crop.kind === "evaluation" || (crop.kind === "padded" && crop.padding === 0);
}

/** The image squished to size × size, seen through a window of that size which is moved at random. */
export function paddedCrop(image: AnyPixels, size: number, { padding, border }: PaddedCrop, draws: Random): Pixels {
  const { width, height } = image;
  const fits = width === size && height === size;
  const squished = fits ? image : scaleExactly(image, { x: 0, y: 0, width, height }, size);
  const left = draws.integer(2 * padding + 1) - padding;
  const top = draws.integer(2 * padding + 1) - padding;
  return shift(squished, left, top, border);
}

/**
 * Brings a part of the image to size × size and flips it; colour by the quicker filter, grey, which is rare and small,
 * and very large parts by the exact one.
 */
export function scalePart(image: AnyPixels, part: Rectangle, size: number, flips = upright): AnyPixels {
  if (image.channels === 3 && isQuick(image, part)) return quickResize(image, part, size, flips);
  return orient(scaleExactly(image, part, size), { ...flips, transpose: false });
}

const upright: Flips = { flipX: false, flipY: false };

function scaleExactly(image: AnyPixels, crop: Rectangle, size: number): Pixels {
  const whole = { x: 0, y: 0, width: size, height: size };
  return resize(image, { crop, scaled: { width: size, height: size }, window: whole });
}

/**
 * A random rectangle with an area in `scale` of the image's and a width to height in `ratio`; after ten misses, the
 * largest that fits in the middle.
 * @see Szegedy et al. 2014, https://arxiv.org/abs/1409.4842 §6 (torchvision RandomResizedCrop, timm's too)
 */
export function randomPart(
  { width, height }: Pick<AnyPixels, "width" | "height">,
  scale: readonly [number, number],
  [narrow, wide]: readonly [number, number],
  draws: Random,
): Rectangle {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = width * height * draws.uniform(...scale);
    const aspect = Math.exp(draws.uniform(Math.log(narrow), Math.log(wide)));
    const w = Math.round(Math.sqrt(area * aspect));
    const h = Math.round(Math.sqrt(area / aspect));
    if (w > 0 && h > 0 && w <= width && h <= height) {
      return { x: draws.integer(width - w + 1), y: draws.integer(height - h + 1), width: w, height: h };
    }
  }
  const w = Math.max(1, Math.min(width, Math.round(height * wide)));
  const h = Math.max(1, Math.min(height, Math.round(width / narrow)));
  return { x: Math.floor((width - w) / 2), y: Math.floor((height - h) / 2), width: w, height: h };
}

/**
 * The image seen through a window of its own size moved by (left, top); outside is a mirror (no edge repeat) or black.
 */
function shift(image: AnyPixels, left: number, top: number, border: "reflect" | "zero"): Pixels {
  const { width, height, channels, data } = image;
  const shifted = { data: new Uint8Array(data.length), width, height, channels };
  const inside = Math.max(0, left);
  const length = (Math.min(width, width + left) - inside) * channels;
  for (let y = 0; y < height; y++) {
    const from = border === "reflect" ? reflect(y + top, height) : y + top;
    if (from < 0 || from >= height) continue;
    const start = (from * width + inside) * channels;
    const row = y * width * channels;
    shifted.data.set(data.subarray(start, start + length), row + (inside - left) * channels);
    if (border === "zero") continue;
    for (let x = 0; x < width; x++) {
      if (x + left >= 0 && x + left < width) continue;
      const pixel = (from * width + reflect(x + left, width)) * channels;
      for (let c = 0; c < channels; c++) shifted.data[row + x * channels + c] = data[pixel + c] ?? 0;
    }
  }
  return shifted;
}

/** The position that a mirror at both edges shows; `position` lies less than `length` outside. */
function reflect(position: number, length: number): number {
  if (position < 0) return -position;
  return position < length ? position : 2 * (length - 1) - position;
}
