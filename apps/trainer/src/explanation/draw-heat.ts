/** Lays the heat of a class over its image. */
import { type EvalPlacement, evalPlacement, type Pixels } from "@tresnet/data";
import type { HeatMap } from "@tresnet/training";
import { heatColor } from "./heat-colors.ts";

/** How the model sees an image: the square that evaluation cuts out of it. */
export type View = EvalPlacement & {
  /** Side of that square, pixels. */
  readonly size: number;
};

/** How much of the heat's colour lies over the hottest place; the coldest has none. */
const opacity = 0.8;
/** What is left of the light where the model did not look. */
const unseen = 0.35;

/** A rectangle of an image, in its pixels; a part of a pixel counts, and so does what lies outside of the image. */
export interface SeenPart {
  /** Where its left side is. */
  readonly x: number;
  /** Where its upper side is. */
  readonly y: number;
  /** How wide it is. */
  readonly width: number;
  /** How high it is. */
  readonly height: number;
}

/** The part of an image that the model sees. */
export function seenPart(image: Pick<Pixels, "width" | "height">, view: View): SeenPart {
  const { scaled, window } = evalPlacement(image, view);
  const [across, down] = [image.width / scaled.width, image.height / scaled.height];
  return {
    x: window.x * across,
    y: window.y * down,
    width: window.width * across,
    height: window.height * down,
  };
}

/**
 * A grey copy of the image, uint8 [h, w, 3], with the heat's colours over what the model saw; the rest is dark. The
 * hottest place has the hottest colour, whatever its heat; a map without heat leaves the image grey.
 *
 * `image` may be smaller than the one that `size` is of.
 */
export function drawHeat(
  image: Pixels,
  heat: HeatMap,
  view: View,
  size: Pick<Pixels, "width" | "height"> = image,
): Pixels {
  const { width, height } = image;
  const part = seenPart(size, view);
  const hottest = heat.values.reduce((most, value) => Math.max(most, value), 0);
  const drawn: Pixels = { data: new Uint8Array(width * height * 3), width, height, channels: 3 };
  for (let y = 0; y < height; y++) {
    const down = (((y + 0.5) / height) * size.height - part.y) / part.height;
    for (let x = 0; x < width; x++) {
      const across = (((x + 0.5) / width) * size.width - part.x) / part.width;
      const grey = greyAt(image, y * width + x);
      const isSeen = across >= 0 && across <= 1 && down >= 0 && down <= 1;
      const share = isSeen && hottest > 0 ? heatAt(heat, across, down) / hottest : 0;
      const color = heatColor(share);
      for (let channel = 0; channel < 3; channel++) {
        const mixed = grey * (1 - opacity * share) + (color[channel] ?? 0) * opacity * share;
        drawn.data[(y * width + x) * 3 + channel] = Math.round(isSeen ? mixed : grey * unseen);
      }
    }
  }
  return drawn;
}

/** The heat at shares of the map's width and height, between the middles of its positions on straight lines. */
function heatAt({ values, width, height }: HeatMap, across: number, down: number): number {
  const x = Math.min(width - 1, Math.max(0, across * width - 0.5));
  const y = Math.min(height - 1, Math.max(0, down * height - 0.5));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const at = (column: number, row: number) => values[row * width + column] ?? 0;
  const [dx, dy] = [x - left, y - top];
  const upper = at(left, top) * (1 - dx) + at(right, top) * dx;
  const lower = at(left, bottom) * (1 - dx) + at(right, bottom) * dx;
  return upper * (1 - dy) + lower * dy;
}

/** The luma of a pixel, 0 to 255 (ITU-R BT.601). */
function greyAt({ data, channels }: Pixels, pixel: number): number {
  if (channels === 1) return data[pixel] ?? 0;
  const [red = 0, green = 0, blue = 0] = data.subarray(pixel * 3, pixel * 3 + 3);
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
