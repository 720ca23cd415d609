/** A hole in the image. */
import type { AnyPixels } from "../../dataset/pixels.ts";
import type { Random } from "../../random.ts";
import type { ChannelValues } from "../channel-values.ts";
import { augmentation } from "./augmentation.ts";
import { repeatGrey } from "./repeat-grey.ts";

/** A square hole with its centre anywhere in the image. */
export interface Cutout {
  /** The probability of a hole, 0 to 1. */
  readonly probability: number;
  /** The hole's side as a share of the image's, 0 to 1. */
  readonly fraction: number;
  /** The hole's colour: "mean" becomes 0 after normalization; "random" is one random colour. */
  readonly fill: "mean" | "random";
}

/** A square hole. */
export const cutout = augmentation<"cutout", Cutout>("cutout", {
  check({ probability, fraction }, require) {
    require.unit("cutout.probability", probability);
    require.unit("cutout.fraction", fraction);
  },
  changesImages: ({ probability }) => probability > 0,
  apply(image, settings, { mean, draws }) {
    const colored = repeatGrey(image);
    cutOut(colored, settings, mean, draws);
    return colored;
  },
});

/**
 * Fills one square, cut off at the borders, in place.
 * @see DeVries and Taylor 2017, https://arxiv.org/abs/1708.04552; TResNet's authors use half the side and a random
 * colour
 */
export function cutOut(
  image: AnyPixels,
  { probability, fraction, fill }: Cutout,
  mean: ChannelValues,
  draws: Random,
): void {
  const { data, width, height, channels } = image;
  const chance = draws.next();
  const [x, y] = [draws.integer(width), draws.integer(height)];
  const color = [0, 1, 2].map((c) => (fill === "mean" ? Math.round(255 * (mean[c] ?? 0)) : draws.integer(256)));
  if (chance >= probability) return;
  const side = Math.round(fraction * width);
  const left = x - Math.floor(side / 2);
  const top = y - Math.floor(side / 2);
  for (let row = Math.max(0, top); row < Math.min(height, top + side); row++) {
    for (let column = Math.max(0, left); column < Math.min(width, left + side); column++) {
      for (let c = 0; c < channels; c++) data[(row * width + column) * channels + c] = color[c] ?? 0;
    }
  }
}
