/** What a random change of a cropped image is: a field of the transform, its checks, and what it does to pixels. */
import type { AnyPixels } from "../../dataset/pixels.ts";
import type { Random } from "../../random.ts";
import type { ChannelValues } from "../channel-values.ts";
import type { Requirements } from "../requirements.ts";

/** What an augmentation works with, besides its settings. */
export interface AugmentationContext {
  /** The mean that normalization takes away: what is filled with it becomes 0. */
  readonly mean: ChannelValues;
  /** The image's random numbers; whatever is drawn moves the draws of the augmentations that follow. */
  readonly draws: Random;
}

/** An augmentation by its settings, plain data. */
interface SettingsBehaviour<Settings> {
  /** Requires of the settings what they must be; names of fields begin with the augmentation's. */
  check(settings: Settings, requirements: Requirements): void;
  /** Whether these settings ever change an image. */
  changesImages(settings: Settings): boolean;
  /** Changes one image, uint8 [h, w, 1 or 3], in place or into a new one of the same height and width. */
  apply(image: AnyPixels, settings: Settings, context: AugmentationContext): AnyPixels;
}

/** A transform, as far as one augmentation is concerned: its settings, or none where it is left out. */
type SettingsHolder<Name extends string, Settings> = { readonly [Each in Name]?: Settings | undefined };

/**
 * An augmentation by the transform whose field it is; where the field is left out nothing happens, nothing is drawn.
 */
export interface Augmentation<Name extends string, Settings> {
  readonly name: Name;
  /** Requires of the field, if it is there, what it must be. */
  check(transform: SettingsHolder<Name, Settings>, requirements: Requirements): void;
  /** Whether it ever changes an image. */
  changesImages(transform: SettingsHolder<Name, Settings>): boolean;
  /** Changes one image, maybe in place. */
  apply(image: AnyPixels, transform: SettingsHolder<Name, Settings>, context: AugmentationContext): AnyPixels;
}

/** The augmentation whose settings are the transform's field `name`. */
export function augmentation<Name extends string, Settings>(
  name: Name,
  behaviour: SettingsBehaviour<Settings>,
): Augmentation<Name, Settings> {
  return {
    name,
    check(transform, requirements) {
      const settings = transform[name];
      if (settings !== undefined) behaviour.check(settings, requirements);
    },
    changesImages(transform) {
      const settings = transform[name];
      return settings !== undefined && behaviour.changesImages(settings);
    },
    apply(image, transform, context) {
      const settings = transform[name];
      return settings === undefined ? image : behaviour.apply(image, settings, context);
    },
  };
}
