/**
 * What a frozen backbone makes of images that look the same in every epoch: computed once, and read from memory from
 * then on.
 *
 * The batches hold maps of features in place of images, float32 [n, h, w, features], averages as [n, 1, 1, features].
 */
import type { BatchSource, BrokenImage } from "@tresnet/data";
import type { ImageClassifier } from "@tresnet/zoo";
import { computeFeatures, type FeatureInput, type FeaturePass } from "./compute-features.ts";
import type { FeatureLoader } from "./feature-loader.ts";

/** The batches of a loader, or of features in their place. */
export interface ImagesOrFeatures {
  /**
   * What the training's present step takes; features are computed when first asked for, and forgotten with the step.
   * @throws what the loader throws; the signal's reason when it is aborted.
   */
  source(pass: FeaturePass): Promise<BatchSource>;
  /** The images that could not be read for features. */
  broken(): readonly BrokenImage[];
  /** The images whose files are damaged and were decoded for features all the same. */
  damaged(): readonly BrokenImage[];
}

/** Answers by what the step of `state` takes at that time. */
export function imagesOrFeatures(
  state: { readonly model: ImageClassifier; readonly takesFeatures: boolean },
  input: FeatureInput,
): ImagesOrFeatures {
  const { loader } = input;
  let features: FeatureLoader | undefined;
  let seen: Pick<FeatureLoader, "broken" | "damaged"> = { broken: [], damaged: [] };
  return {
    async source(pass) {
      if (!state.takesFeatures) {
        features = undefined;
        return loader;
      }
      features ??= await computeFeatures(state.model, input, pass);
      seen = features;
      return features;
    },
    broken: () => seen.broken,
    damaged: () => seen.damaged,
  };
}
