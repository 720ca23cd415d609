import type { FeatureInfo } from "@tresnet/zoo";

/** The names of the values that are the maps of a model's stages. */
export type StageMaps = Readonly<Record<FeatureInfo["stage"], string>>;
