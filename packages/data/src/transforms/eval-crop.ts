/** The part of evaluation's transform that comes before its normalizing: pure, so that browsers do the same. */

import type { Interpolation } from "@tresnet/preparation";
import type { AnyPixels, Pixels } from "../dataset/pixels.ts";
import { resize } from "../resample/resize.ts";
import type { ChannelValues } from "./channel-values.ts";
import { type EvalPlacement, evalPlacement } from "./eval-placement.ts";
import { withBorder } from "./with-border.ts";

/** What of an evaluation's transform comes before its normalizing. */
export interface EvalCrop extends EvalPlacement {
  /** Side of the square result, pixels. */
  readonly size: number;
  /** The filter that images are resized with. @default "bilinear" */
  readonly interpolation?: Interpolation | undefined;
  /** The colour around an image that fills no square, 0 … 1. @default black */
  readonly mean?: ChannelValues;
}

/** Places an image as evaluation does: uint8 [h, w, c] → uint8 [size, size, c]; nothing is random. */
export function evalCrop(image: AnyPixels, crop: EvalCrop): Pixels {
  const placement = evalPlacement(image, crop);
  return crop.mode === "border" ? withBorder(image, placement, crop) : resize(image, placement, crop.interpolation);
}
