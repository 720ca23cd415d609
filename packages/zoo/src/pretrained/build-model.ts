import type { ImageClassifier, ModelOptions, Preprocessing } from "../models/image-classifier.ts";
import { ResNet50 } from "../models/resnet.ts";
import { TResNet } from "../models/tresnet.ts";
import { variants } from "../models/variants.ts";
import { classList, classSets } from "./class-names.ts";
import { isPretrainedTag, type PretrainedTag, pretrainedTags, publishedFor } from "./tags.ts";

/** The name of a model of the zoo: a TResNet's, or "resnet50". */
export type ModelName = keyof typeof variants | "resnet50";

const tresnets = Object.keys(variants).filter(isTResNet);

/** The names of all models, small to large, the yardstick last. */
export const modelNames: readonly ModelName[] = [...tresnets, "resnet50"];

/**
 * Builds a model whose weights have no values yet, to count it or to list its keys; needs no TensorFlow. A tag of
 * published weights gives the model that they are for.
 * @throws RangeError for a name that the zoo does not have, or an option out of its range.
 */
export function buildModel(name: ModelName | PretrainedTag, options: ModelOptions = {}): ImageClassifier {
  checkOptions(options);
  if (isPretrainedTag(name)) return buildPublished(name, options);
  if (isTResNet(name)) return new TResNet(name, variants[name], options);
  if (name === "resnet50") return new ResNet50(options);
  throw unknownName(String(name satisfies never));
}

/** Builds a model for images that are made ready in another way than its own; what is not said is the model's. */
export function buildFor(
  name: ModelName,
  preprocessing: Partial<Preprocessing>,
  options: ModelOptions = {},
): ImageClassifier {
  checkOptions(options);
  if (name === "resnet50") return new ResNet50(options, preprocessing);
  return new TResNet(name, { ...variants[name], ...preprocessing }, options);
}

/** Builds the model that a tag's weights are for: its image size and, unless the options say otherwise, its classes. */
function buildPublished(tag: PretrainedTag, options: ModelOptions): ImageClassifier {
  const { architecture, inputSize, classes, cropPct = variants[architecture].cropPct } = publishedFor(tag);
  const numClasses = options.numClasses ?? classSets[classes];
  const variant = { ...variants[architecture], inputSize, cropPct };
  const model = new TResNet(architecture, variant, { ...options, numClasses });
  if (numClasses === classSets[classes]) model.classNames = classList(classes).names;
  return model;
}

/** The name of the architecture of a model's name or a tag: "tresnet_m" for "tresnet_m.miil_in1k". */
export function architectureOf(name: ModelName | PretrainedTag): ModelName {
  return isPretrainedTag(name) ? publishedFor(name).architecture : name;
}

function unknownName(name: string): RangeError {
  const [architecture = ""] = name.split(".");
  const tags = pretrainedTags.filter((tag) => tag.startsWith(`${architecture}.`));
  const known = tags.length > 0 ? tags : [...modelNames, "or a tag of published weights such as tresnet_m.miil_in1k"];
  return new RangeError(`createModel: expected one of ${known.join(", ")}, got "${name}".`);
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
