import { parameterCount } from "@tresnet/blocks";
import type { Preprocessing } from "../models/image-classifier.ts";
import { buildModel, type ModelName } from "./build-model.ts";
import { type ClassSet, classSets } from "./class-names.ts";
import { type PretrainedTag, publishedBy, publishedFor } from "./tags.ts";

/** What published weights are, in numbers. */
export interface PretrainedInfo extends Preprocessing {
  readonly tag: PretrainedTag;
  readonly architecture: ModelName;
  readonly classes: ClassSet;
  readonly numClasses: number;
  /** Values that training changes, with the tag's classes. */
  readonly parameters: number;
  /** Multiply-adds of one image of the tag's size. */
  readonly multiplyAdds: number;
  /** How images are resized for evaluation. */
  readonly interpolation: "bilinear";
  readonly license: string;
  /**
   * Published accuracy, percent; undefined where there is none. On ImageNet-1k's validation images; of
   * `tresnet_s.cifar10`, which is ours, on CIFAR-10's test images.
   */
  readonly top1: number | undefined;
  /** On the Hugging Face hub; undefined for weights that come with this package. */
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
