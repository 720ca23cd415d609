/**
 * The augmentations of `@tresnet/data` as the command line has them: a new one is a row there and a row here.
 *
 * `--help` shows the flags in this order; what the transform applies first is the other table's to say.
 */
import type { AugmentationSettings } from "@tresnet/data";
import type { z } from "zod";
import { byDefault, decimal, otherwise, text } from "../../options/option.ts";
import { augmentPolicy } from "./augment-policy.ts";

/** The flags of one augmentation, and what they make of its field of the transform. */
interface AugmentationRow<Options extends z.core.$ZodShape> {
  readonly options: Options;
  /**
   * The field by its name, or nothing where these values ask for nothing.
   * @throws UsageError for a value that its schema lets pass.
   */
  readonly settings: (values: z.output<z.ZodObject<Options>>) => AugmentationSettings;
}

const share = { min: 0, max: 1 } as const;

/** The rows, by the field of the transform. */
export const augmentationRows = {
  colorJitter: row(
    { colorJitter: byDefault(decimal(share, "most change of brightness, contrast and saturation"), 0) },
    ({ colorJitter: most }) =>
      most > 0 ? { colorJitter: { brightness: most, contrast: most, saturation: most } } : {},
  ),
  cutout: row(
    {
      cutout: byDefault(decimal(share, "probability of a square hole"), 0),
      cutoutSize: byDefault(decimal(share, "side of the hole, as a share of the image's"), 0.5),
    },
    ({ cutout: probability, cutoutSize: fraction }) =>
      probability > 0 ? { cutout: { probability, fraction, fill: "mean" } } : {},
  ),
  autoAugment: row(
    {
      aa: otherwise(
        text("policy", "AutoAugment or RandAugment: imagenet, cifar10 or rand-m9-n2 (also -mstd0.5, -inc1)"),
        "none",
      ),
    },
    ({ aa }) => (aa === undefined ? {} : { autoAugment: augmentPolicy(aa) }),
  ),
  randomErasing: row(
    { reprob: byDefault(decimal(share, "probability of an erased rectangle"), 0) },
    ({ reprob: probability }) => (probability > 0 ? { randomErasing: probability } : {}),
  ),
} as const satisfies Record<keyof AugmentationSettings, unknown>;

/** Ties the type of the values to that of the flags. */
function row<Options extends z.core.$ZodShape>(
  options: Options,
  settings: AugmentationRow<Options>["settings"],
): AugmentationRow<Options> {
  return { options, settings };
}
