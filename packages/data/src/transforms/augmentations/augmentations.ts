/**
 * The augmentations, in the order in which they are applied: a new one is a file beside this one and a row here.
 *
 * The crop, the flips and the turns come before all of them: they are one with the scaling.
 */
import type { Augmentation } from "./augmentation.ts";
import { autoAugment } from "./auto-augment/auto-augment.ts";
import { colorJitter } from "./color-jitter.ts";
import { cutout } from "./cutout.ts";
import { randomErasing } from "./random-erasing.ts";

/** The rows; each is a field of `TrainTransform` by the same name. */
export const augmentations = {
  /** One of AutoAugment's policies, or RandAugment; left out: none. */
  autoAugment,
  /** Random brightness, contrast and saturation; left out: none. */
  colorJitter,
  /** A square hole; left out: none. */
  cutout,
  /** The probability of an erased rectangle, 0 to 1; left out: none. */
  randomErasing,
} as const;

type SettingsOf<Row> = Row extends Augmentation<string, infer Settings> ? Settings : never;

/** The settings of all augmentations, by name; one that is left out is not applied. */
export type AugmentationSettings = {
  readonly [Name in keyof typeof augmentations]?: SettingsOf<(typeof augmentations)[Name]> | undefined;
};

/** The rows alone, in order. */
export const augmentationRows = Object.values(augmentations);
