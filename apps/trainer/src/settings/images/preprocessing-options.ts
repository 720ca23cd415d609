/** How images are made ready for a model, where its weights do not say it, or say it wrong: as in timm. */
import { cropModes, interpolations } from "@tresnet/zoo";
import { z } from "zod";
import { choice, decimal, decimals, integer, otherwise } from "../../options/option.ts";

const usual = "as the weights say, else the model's";

/** Flags of `evaluate` and `predict`. */
export const preprocessingOptions = {
  imgSize: otherwise(integer({ min: 8, max: 4096 }, "side of the square input, pixels"), usual),
  cropPct: otherwise(decimal({ min: 0.01, max: 1 }, "share of the resized side that the crop keeps"), usual),
  cropMode: otherwise(
    choice(
      cropModes,
      "center: the middle; squish: the whole, square at once; squash: squished, then the middle; border: the whole, with a border",
    ),
    usual,
  ),
  interpolation: otherwise(choice(interpolations, "the filter that images are resized with"), usual),
  mean: otherwise(decimals(3, {}, "subtracted from red, green and blue, which run from 0 to 1"), usual),
  std: otherwise(decimals(3, { min: 1e-6 }, "what they are then divided by"), usual),
} as const;

const table = z.strictObject(preprocessingOptions);

/** The values of these flags. */
export type PreprocessingOptions = z.output<typeof table>;
