/** Evaluation that shows the whole image, and fills what is left of the square. */

import type { Interpolation } from "@tresnet/preparation";
import type { AnyPixels, Pixels } from "../dataset/pixels.ts";
import { type Placement, resize } from "../resample/resize.ts";
import type { ChannelValues } from "./channel-values.ts";

/** How what is left is filled, and how the image is resized. */
interface BorderOptions {
  /** The colour around the image, 0 … 1. @default black */
  readonly mean?: ChannelValues;
  /** The filter of the resizing. @default "bilinear" */
  readonly interpolation?: Interpolation | undefined;
}

/**
 * The window of a placement, which may reach beyond the scaled image: uint8 [h, w, c] → [window.height, window.width,
 * 3].
 * @see timm data/transforms.py, center_crop_or_pad
 */
export function withBorder(
  image: AnyPixels,
  { crop, scaled, window }: Placement,
  { mean = [0, 0, 0], interpolation }: BorderOptions,
): Pixels {
  const [width, left, x] = along(scaled.width, window.width, window.x);
  const [height, top, y] = along(scaled.height, window.height, window.y);
  const inside = resize(image, { crop, scaled, window: { x, y, width, height } }, interpolation);
  const color = mean.map((value) => Math.min(255, Math.max(0, Math.round(255 * value))));
  const data = Uint8Array.from({ length: window.width * window.height * 3 }, (_, i) => color[i % 3] ?? 0);
  const { channels } = inside;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const to = ((top + row) * window.width + left + column) * 3;
      const from = (row * width + column) * channels;
      for (let c = 0; c < 3; c += 1) data[to + c] = inside.data[from + (channels === 3 ? c : 0)] ?? 0;
    }
  }
  return { data, width: window.width, height: window.height, channels: 3 };
}

/** Along one axis: the pixels of the image that are seen, where they begin in the window, and in the image. */
function along(scaled: number, wanted: number, start: number): readonly [number, number, number] {
  return scaled < wanted ? [scaled, Math.floor((wanted - scaled) / 2), 0] : [wanted, 0, start];
}
