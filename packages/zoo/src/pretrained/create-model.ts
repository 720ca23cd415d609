import { initializeWeights } from "@tresnet/blocks";
import { type HubName, isHubName } from "../hub/hub-name.ts";
import type { ImageClassifier, ModelOptions } from "../models/image-classifier.ts";
import { buildModel, type ModelName } from "./build-model.ts";
import { createFromHub } from "./create-from-hub.ts";
import { type CreatePretrainedOptions, createPretrained } from "./create-pretrained.ts";
import type { PretrainedTag } from "./tags.ts";

/**
 * Builds a model with freshly initialized weights; `dispose()` releases them.
 *
 * The same name, options and seed give the same weights. A tag of published weights gives the model that they are for.
 * @throws RangeError naming the models there are, when there is none of that name, or when an option is out of range.
 */
export function createModel(
  name: ModelName | PretrainedTag,
  options?: ModelOptions & { readonly seed?: number; readonly pretrained?: false },
): ImageClassifier;
/**
 * Builds a model with published weights, fetched from the Hugging Face hub into the user's cache; or with the weights
 * of a file.
 *
 * "hf-hub:user/name" is anyone's repository in timm's form, "hf-hub:user/name@revision" a version of it: its
 * config.json says the architecture, the classes and their names, the size of images, mean, std and crop.
 *
 * Another number of classes than the weights have gives the head new values, from the seed; `onNotice` hears of it.
 * @throws RangeError for a name or an option that can't be; HubError when the weights can't be fetched; CheckpointError
 * when they don't fit.
 */
export function createModel(
  name: ModelName | PretrainedTag | HubName,
  options: CreatePretrainedOptions,
): Promise<ImageClassifier>;
export function createModel(
  name: ModelName | PretrainedTag | HubName,
  options: (ModelOptions & { readonly seed?: number; readonly pretrained?: false }) | CreatePretrainedOptions = {},
): ImageClassifier | Promise<ImageClassifier> {
  const { pretrained = false } = options;
  if (isHubName(name)) {
    if (pretrained !== false) return createFromHub(name, { ...options, pretrained });
    throw new RangeError(`createModel: expected pretrained: true with ${name}, which names weights, got none.`);
  }
  if (pretrained !== false) return createPretrained(name, { ...options, pretrained });
  const model = buildModel(name, options);
  initializeWeights(model, options.seed ?? 0);
  return model;
}
