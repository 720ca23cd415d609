/** How timm makes images ready for a model. */
import { buildModel, type ModelName, type PretrainedTag } from "@tresnet/zoo";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";

/** The settings by which evaluation makes a model's images. */
export type Preparation = Pick<SavedModel, "imgSize" | "cropPct" | "cropMode" | "mean" | "std" | "interpolation">;

/** What timm does for a model, or for published weights. */
export function usualPreparation(name: ModelName | PretrainedTag): Preparation {
  const { inputSize: imgSize, cropPct, mean, std } = buildModel(name);
  return { imgSize, cropPct, cropMode: "center", mean: [...mean], std: [...std] };
}
