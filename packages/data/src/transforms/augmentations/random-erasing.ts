/** A random rectangle of the image, erased. */
import type { AnyPixels } from "../../dataset/pixels.ts";
import type { Random } from "../../random.ts";
import type { ChannelValues } from "../channel-values.ts";
import { augmentation } from "./augmentation.ts";
import { repeatGrey } from "./repeat-grey.ts";

/** A rectangle erased with a probability from 0 to 1. */
export const randomErasing = augmentation<"randomErasing", number>("randomErasing", {
  check: (probability, require) => require.unit("randomErasing", probability),
  changesImages: (probability) => probability > 0,
  apply(image, probability, { mean, draws }) {
    if (probability === 0) return image;
    const colored = repeatGrey(image);
    eraseRandomly(colored, probability, mean, draws);
    return colored;
  },
});

/**
 * Fills a rectangle of 2 % to a third of the area, in place, with the mean, which is 0 after normalization.
 *
 * Width to height lie between 0.3 and 1 / 0.3; after ten that don't fit, nothing is erased.
 * @see Zhong et al. 2017, https://arxiv.org/abs/1708.04896 (timm data/random_erasing.py, mode const)
 */
export function eraseRandomly(image: AnyPixels, probability: number, mean: ChannelValues, draws: Random): void {
  if (draws.next() >= probability) return;
  const { data, width, height, channels } = image;
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = draws.uniform(0.02, 1 / 3) * width * height;
    const aspect = Math.exp(draws.uniform(Math.log(0.3), Math.log(1 / 0.3)));
    const w = Math.round(Math.sqrt(area * aspect));
    const h = Math.round(Math.sqrt(area / aspect));
    if (w >= width || h >= height) continue;
    const [left, top] = [draws.integer(width - w + 1), draws.integer(height - h + 1)];
    for (let y = top; y < top + h; y++) {
      for (let x = left; x < left + w; x++) {
        for (let c = 0; c < channels; c++) data[(y * width + x) * channels + c] = Math.round(255 * (mean[c] ?? 0));
      }
    }
    return;
  }
}
