/** Random brightness, contrast and saturation. */
import type { AnyPixels } from "../../dataset/pixels.ts";
import type { Random } from "../../random.ts";
import { augmentation } from "./augmentation.ts";

/** Amounts in [0, 1]: each factor is drawn from [1 - amount, 1 + amount], and they are applied in random order. */
export interface ColorJitter {
  /** The amount for brightness, whose factor multiplies every value. */
  readonly brightness: number;
  /** The amount for contrast, whose factor multiplies the distance from the mean grey. */
  readonly contrast: number;
  /** The amount for saturation, whose factor multiplies the distance from the pixel's own grey. */
  readonly saturation: number;
}

/** Random brightness, contrast and saturation; even amounts of 0 take their draws. */
export const colorJitter = augmentation<"colorJitter", ColorJitter>("colorJitter", {
  check(settings, require) {
    for (const [name, amount] of Object.entries(settings)) require.unit(`colorJitter.${name}`, amount);
  },
  changesImages: (settings) => Object.values(settings).some((amount) => amount > 0),
  apply(image, settings, { draws }) {
    jitterColors(image, settings, draws);
    return image;
  },
});

/**
 * Changes the image in place; each result is rounded to 8 bits before the next.
 * @see torchvision ColorJitter (without hue, as timm's default)
 */
export function jitterColors(image: AnyPixels, jitter: ColorJitter, draws: Random): void {
  const steps = (["brightness", "contrast", "saturation"] as const).map((name) => ({
    name,
    order: draws.next(),
    factor: Math.max(0, draws.uniform(1 - jitter[name], 1 + jitter[name])),
  }));
  steps.sort((a, b) => a.order - b.order);
  for (const { name, factor } of steps) {
    if (jitter[name] === 0) continue;
    if (name === "brightness") mixWithConstant(image.data, 0, factor);
    else if (name === "contrast") mixWithConstant(image.data, meanLuma(image), factor);
    else if (image.channels === 3) mixWithLuma(image.data, factor);
  }
}

/** Rec. 601 luma, 0 … 255. */
function luma(r: number, g: number, b: number): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

function meanLuma({ data, channels }: AnyPixels): number {
  let sum = 0;
  if (channels === 1) for (const value of data) sum += value;
  else for (let i = 0; i < data.length; i += 3) sum += luma(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0);
  return Math.round((sum * channels) / data.length);
}

function mixWithConstant(data: Uint8Array, constant: number, factor: number): void {
  const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => constant + (value - constant) * factor);
  for (let i = 0; i < data.length; i++) data[i] = table[data[i] ?? 0] ?? 0;
}

function mixWithLuma(data: Uint8Array, factor: number): void {
  const clamped = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  for (let i = 0; i < clamped.length; i += 3) {
    const [r, g, b] = [clamped[i] ?? 0, clamped[i + 1] ?? 0, clamped[i + 2] ?? 0];
    const grey = luma(r, g, b) * (1 - factor);
    clamped[i] = grey + r * factor;
    clamped[i + 1] = grey + g * factor;
    clamped[i + 2] = grey + b * factor;
  }
}
