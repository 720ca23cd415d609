import { parameterCount } from "@tresnet/blocks";
import type { Preprocessing } from "../models/image-classifier.ts";
import { buildModel, type ModelName } from "./build-model.ts";
import { type ClassSet, classSets } from "./class-names.ts";
import { type PretrainedTag, publishedBy, publishedFor } from "./tags.ts";

/** What published weights are, in numbers. */
export interface PretrainedInfo extends Preprocessing {
  /** The name of the weights, such as "tresnet_m.miil_in1k". */
  readonly tag: PretrainedTag;
  /** The name of the model that they are for. */
  readonly architecture: ModelName;
  /** The list of classes that they tell apart. */
  readonly classes: ClassSet;
  /** The number of these classes. */
  readonly numClasses: number;
  /** Values that training changes, with the tag's classes. */
  readonly parameters: number;
  /** Multiply-adds of one image of the tag's size. */
  readonly multiplyAdds: number;
  /** The filter that images are resized with for evaluation. */
  readonly interpolation: "bilinear";
  /** The licence that they are published under. */
  readonly license: string;
  /**
   * Published accuracy, percent; undefined where none was published. Measured on ImageNet-1k's validation images; of
   * `tresnet_s.cifar10`, which is ours, on CIFAR-10's test images.
   */
  readonly top1: number | undefined;
  /** The repository on the Hugging Face hub; undefined for weights that come with this package. */
  readonly repository: string | undefined;
}

/** Describes published weights without fetching them; needs no TensorFlow. */
export function pretrainedInfo(tag: PretrainedTag): PretrainedInfo {
  const { architecture, classes, top1, shipped } = publishedFor(tag);
  const model = buildModel(tag);
  const { inputSize, mean, std, cropPct } = model;
  const { license, interpolation } = publishedBy;
  return {
    tag,
    architecture,
    classes,
    numClasses: classSets[classes],
    parameters: parameterCount(model),
    multiplyAdds: model.cost({ height: inputSize, width: inputSize }).multiplyAdds,
    inputSize,
    cropPct,
    interpolation,
    mean,
    std,
    license,
    top1,
    repository: shipped === undefined ? publishedBy.repository(tag) : undefined,
  };
}
