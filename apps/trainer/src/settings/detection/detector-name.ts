/** Which detector and which backbone a name of a model stands for. */
import { type DetectorName, detectorNames, detectorVariants, isDetectorName } from "@tresnet/detection";
import { architectureOf, type ModelName, type PretrainedTag } from "@tresnet/zoo";
import { UsageError } from "../../errors.ts";

/** What `--model` may say: a classifier, a tag of its published weights, or a detector. */
export type AnyModelName = ModelName | PretrainedTag | DetectorName;

/** The classifier of a name: of a detector its backbone. */
export function classifierOf(model: AnyModelName): ModelName | PretrainedTag {
  return isDetectorName(model) ? detectorVariants[model].backbone : model;
}

/**
 * The detector of a name: of a classifier, or of a tag of its weights, that on it.
 * @throws UsageError when there is none.
 */
export function detectorOf(model: AnyModelName): DetectorName {
  if (isDetectorName(model)) return model;
  const backbone = architectureOf(model);
  const found = detectorNames.find((name) => detectorVariants[name].backbone === backbone);
  if (found !== undefined) return found;
  const backbones = detectorNames.map((name) => detectorVariants[name].backbone);
  throw new UsageError(
    `--model: expected a detector (${detectorNames.join(", ")}) or its backbone (${backbones.join(", ")}), got ${model}.`,
  );
}
