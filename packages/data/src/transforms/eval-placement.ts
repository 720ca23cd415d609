/** Where evaluation looks: the whole image, or its middle. */
import type { CropMode } from "@tresnet/preparation";
import type { AnyPixels } from "../dataset/pixels.ts";
import type { Placement } from "../resample/resize.ts";

/** Which part of an image evaluation sees. */
export interface EvalPlacement {
  /** How the square is cut out: `cropModes` of `@tresnet/preparation` says what each does. */
  readonly mode: CropMode;
  /** The share of the scaled side that all but "squish" take, above 0 and at most 1. */
  readonly cropPct: number;
}

/**
 * The placement that timm's eval transform uses for an image of this size.
 * @see timm data/transforms_factory.py (transforms_imagenet_eval), torchvision's Resize and CenterCrop
 */
export function evalPlacement(
  { width, height }: Pick<AnyPixels, "width" | "height">,
  { size, mode, cropPct }: EvalPlacement & { readonly size: number },
): Placement {
  const crop = { x: 0, y: 0, width, height };
  if (mode === "squish") {
    return { crop, scaled: { width: size, height: size }, window: { x: 0, y: 0, width: size, height: size } };
  }
  const scaled = scaledSize({ width, height }, mode, Math.floor(size / cropPct));
  const x = roundHalfToEven((scaled.width - size) / 2);
  const y = roundHalfToEven((scaled.height - size) / 2);
  return { crop, scaled, window: { x, y, width: size, height: size } };
}

type Size = Placement["scaled"];

/** The size of the image whose middle is taken, for a side of so many pixels. */
function scaledSize({ width, height }: Size, mode: Exclude<CropMode, "squish">, side: number): Size {
  if (mode === "squash") return { width: side, height: side };
  if (mode === "border") {
    const ratio = Math.max(width, height) / side;
    const along = (pixels: number) => Math.max(1, roundHalfToEven(pixels / ratio));
    return { width: along(width), height: along(height) };
  }
  const longer = Math.trunc((side * Math.max(width, height)) / Math.min(width, height));
  return width < height ? { width: side, height: longer } : { width: longer, height: side };
}

/** Python's `round`. */
function roundHalfToEven(value: number): number {
  return Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
}
