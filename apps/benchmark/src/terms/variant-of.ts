/** How a case's model is put together. */
import { parameterCount } from "@tresnet/blocks";
import {
  buildModel,
  type ImageClassifier,
  type ModelName,
  type ModelOptions,
  modelNames,
  TResNet,
  type TResNetVariant,
  variants,
} from "@tresnet/zoo";
import type { BenchmarkCase } from "./cases.ts";
import { buildCaseDetector } from "./detection/build-case-detector.ts";

type Named = Pick<BenchmarkCase, "model" | "variant">;

/**
 * The TResNet of a case; null for `resnet50`, which every peer knows.
 * @throws RangeError naming the models there are, for a name without a variant that the zoo does not have.
 */
export function variantOf({ model, variant }: Named): TResNetVariant | null {
  if (variant !== undefined) return variant;
  const name = zooName(model);
  return name === "resnet50" ? null : variants[name];
}

/**
 * The model of a case, its weights without values.
 * @throws RangeError as `variantOf` does.
 */
export function buildCaseModel({ model, variant }: Named, options: ModelOptions): ImageClassifier {
  return variant === undefined ? buildModel(zooName(model), options) : new TResNet(model, variant, options);
}

/** The number of values of a case's model or detector that training changes, norms that stay as they are among them. */
export function trainedValues(
  options: Pick<BenchmarkCase, "model" | "variant" | "classes" | "detector" | "imageSize">,
) {
  const { classes, detector } = options;
  return parameterCount(detector ? buildCaseDetector(options) : buildCaseModel(options, { numClasses: classes }));
}

function zooName(model: string): ModelName {
  const known = modelNames.find((name) => name === model);
  if (known !== undefined) return known;
  throw new RangeError(`Expected a model out of ${modelNames.join(", ")}, or a variant, got "${model}".`);
}
