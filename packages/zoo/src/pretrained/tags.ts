/**
 * The published weights of TResNet, as data: timm hosts them under `timm/<tag>` on the Hugging Face hub; ours come with
 * this package.
 */

import type { variants } from "../models/variants.ts";
import type { ClassSet } from "./class-names.ts";

/** What one set of weights was trained for. */
export interface PublishedWeights {
  readonly architecture: keyof typeof variants;
  readonly classes: ClassSet;
  /** Height and width that they are to be used with, pixels. */
  readonly inputSize: number;
  /** The part of the shorter side that an evaluation crop keeps, where it is not the architecture's. */
  readonly cropPct?: number;
  /**
   * Accuracy in percent; undefined where none was published. That of timm's tags is on ImageNet-1k's validation images,
   * as timm measured it (results/results-imagenet.csv at commit 0173a139a2c6), not measured by us; that of ours on the
   * test images of their data.
   */
  readonly top1: number | undefined;
  /** The file in this package's folder `weights`; undefined: they are on the hub. */
  readonly shipped?: string;
}

const in1k = { classes: "imagenet-1k", inputSize: 224 } as const;
const in1kLarge = { classes: "imagenet-1k", inputSize: 448 } as const;
const in21k = { classes: "imagenet-21k-miil", inputSize: 224, top1: undefined } as const;

/**
 * All published weights by tag, `architecture.weights`: timm's ten and ours, with what they ask of images; the first of
 * an architecture is its default.
 *
 * @see timm models/tresnet.py, default_cfgs (1.0.31)
 */
export const publishedWeights = {
  "tresnet_s.cifar10": {
    architecture: "tresnet_s",
    classes: "cifar-10",
    inputSize: 64,
    cropPct: 1,
    top1: 91.18,
    shipped: "tresnet_s.cifar10.safetensors",
  },
  "tresnet_m.miil_in21k_ft_in1k": { ...in1k, architecture: "tresnet_m", top1: 83.074 },
  "tresnet_m.miil_in1k": { ...in1k, architecture: "tresnet_m", top1: 80.798 },
  "tresnet_m.miil_in1k_448": { ...in1kLarge, architecture: "tresnet_m", top1: 81.708 },
  "tresnet_m.miil_in21k": { ...in21k, architecture: "tresnet_m" },
  "tresnet_l.miil_in1k": { ...in1k, architecture: "tresnet_l", top1: 81.48 },
  "tresnet_l.miil_in1k_448": { ...in1kLarge, architecture: "tresnet_l", top1: 82.276 },
  "tresnet_xl.miil_in1k": { ...in1k, architecture: "tresnet_xl", top1: 82.074 },
  "tresnet_xl.miil_in1k_448": { ...in1kLarge, architecture: "tresnet_xl", top1: 83.06 },
  "tresnet_v2_l.miil_in21k_ft_in1k": { ...in1k, architecture: "tresnet_v2_l", top1: 83.9 },
  "tresnet_v2_l.miil_in21k": { ...in21k, architecture: "tresnet_v2_l" },
} as const satisfies Record<string, PublishedWeights>;

/** What all tags on the hub share: the file's name, licence and interpolation, and the rule for the repository. */
export const publishedBy = {
  file: "model.safetensors",
  license: "Apache-2.0",
  interpolation: "bilinear",
  repository: (tag: PretrainedTag) => `timm/${tag}`,
} as const;

/** The name of published weights, such as "tresnet_m.miil_in1k". */
export type PretrainedTag = keyof typeof publishedWeights;

/** Whether a name is a tag of published weights. */
export function isPretrainedTag(name: string): name is PretrainedTag {
  return Object.hasOwn(publishedWeights, name);
}

/** The names of all published weights, in the order of `publishedWeights`. */
export const pretrainedTags: readonly PretrainedTag[] = Object.keys(publishedWeights).filter(isPretrainedTag);

/** Gives the tag that an architecture's name alone means, as in timm; undefined where nothing was published. */
export function defaultTag(architecture: string): PretrainedTag | undefined {
  return pretrainedTags.find((tag) => publishedWeights[tag].architecture === architecture);
}

/** Gives what is known of a tag's weights, without literal types. */
export function publishedFor(tag: PretrainedTag): PublishedWeights {
  return publishedWeights[tag];
}
