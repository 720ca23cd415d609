/** Where evaluation looks: the whole image, or its middle. */
import type { AnyPixels } from "../dataset/pixels.ts";
import type { Placement } from "../resample/resize.ts";

/** Which part of an image evaluation sees. */
export interface EvalPlacement {
  /**
   * "center": the shorter side is brought to ⌊size / cropPct⌋, then the middle is taken; "squish": the image is brought
   * to size × size without regard to its aspect ratio.
   */
  readonly mode: "center" | "squish";
  /** The share of the scaled shorter side that "center" takes, above 0 and at most 1. */
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
  const shorter = Math.floor(size / cropPct);
  const longer = Math.trunc((shorter * Math.max(width, height)) / Math.min(width, height));
  const scaled = width < height ? { width: shorter, height: longer } : { width: longer, height: shorter };
  const x = roundHalfToEven((scaled.width - size) / 2);
  const y = roundHalfToEven((scaled.height - size) / 2);
  return { crop, scaled, window: { x, y, width: size, height: size } };
}

/** Python's `round`, for multiples of a half. */
function roundHalfToEven(value: number): number {
  return value % 1 === 0 ? value : 2 * Math.round(value / 2);
}
