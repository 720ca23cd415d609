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

/** The number of values of a case's model that training changes. */
export function trainedValues({ classes, ...named }: Named & Pick<BenchmarkCase, "classes">): number {
  return parameterCount(buildCaseModel(named, { numClasses: classes }));
}

function zooName(model: string): ModelName {
  const known = modelNames.find((name) => name === model);
  if (known !== undefined) return known;
  throw new RangeError(`Expected a model out of ${modelNames.join(", ")}, or a variant, got "${model}".`);
}
