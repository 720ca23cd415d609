import { initializeWeights } from "@tresnet/blocks";
import type { ImageClassifier, ModelOptions } from "./image-classifier.ts";
import { ResNet50 } from "./resnet.ts";
import { TResNet } from "./tresnet.ts";
import { variants } from "./variants.ts";

/** The models of the zoo. */
export type ModelName = keyof typeof variants | "resnet50";

const tresnets = Object.keys(variants).filter(isTResNet);

/** The names of all models, small to large, the yardstick last. */
export const modelNames: readonly ModelName[] = [...tresnets, "resnet50"];

/**
 * Builds a model with freshly initialized weights; `dispose()` releases them.
 *
 * The same name, options and seed give the same weights.
 * @throws RangeError naming the models there are, when there is none of that name, or when an option is out of range.
 */
export function createModel(name: ModelName, options: ModelOptions & { readonly seed?: number } = {}): ImageClassifier {
  const model = buildModel(name, options);
  initializeWeights(model, options.seed ?? 0);
  return model;
}

/** Builds a model without values for its weights: to count it, or to list its keys; needs no TensorFlow. */
export function buildModel(name: ModelName, options: ModelOptions = {}): ImageClassifier {
  checkOptions(options);
  if (isTResNet(name)) return new TResNet(name, variants[name], options);
  if (name === "resnet50") return new ResNet50(options);
  throw new RangeError(`createModel: expected one of ${modelNames.join(", ")}, got "${String(name satisfies never)}".`);
}

function isTResNet(name: string): name is keyof typeof variants {
  return Object.hasOwn(variants, name);
}

function checkOptions({ numClasses = 1, inChannels = 1, dropPathRate = 0, dropRate = 0 }: ModelOptions): void {
  for (const [what, count] of Object.entries({ numClasses, inChannels })) {
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`createModel: ${what} must be a whole number from 1, got ${count}.`);
    }
  }
  for (const [what, rate] of Object.entries({ dropPathRate, dropRate })) {
    if (!(rate >= 0 && rate < 1)) throw new RangeError(`createModel: ${what} must be in [0, 1), got ${rate}.`);
  }
}
