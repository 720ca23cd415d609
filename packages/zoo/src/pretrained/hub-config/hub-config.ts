/** What timm's config.json on the Hugging Face hub says of a model. */
import { cropModes, type ImagePreparation, interpolations } from "@tresnet/preparation";
import { type ModelName, modelNames } from "../build-model.ts";
import { pretrainedInfo } from "../pretrained-info.ts";
import { type PretrainedTag, pretrainedTags } from "../tags.ts";
import { ConfigFields } from "./config-fields.ts";
import { type HubNames, namesIn, publishedNames } from "./hub-names.ts";
import { readHubJson } from "./read-hub-json.ts";

/** A model that config.json describes; what it does not say is absent. */
export interface HubConfig extends Partial<HubNames> {
  /** The model's name in the zoo, which is timm's. */
  readonly architecture: ModelName;
  /** The published weights that these are, or were trained from. */
  readonly tag?: PretrainedTag;
  /** The number of logits; absent for a body without a head too. */
  readonly numClasses?: number;
  /** Channels of the images, 3 for colours. */
  readonly inChannels: number;
  /** Whether an image has one class or several: as transformers says it, or as published weights have it. */
  readonly task?: "single-label" | "multi-label";
  /** How evaluation makes images ready; `mean` and `std` have a number for each channel. */
  readonly preparation: Partial<ImagePreparation>;
}

/** What is known of the weights besides their config. */
export interface ReadHubConfigOptions {
  /** The classes that their head is for: config.json may say no others. @default not known */
  readonly classes?: number | undefined;
}

/** timm's earlier names of architectures with weights in them (timm models/tresnet.py, register_model_deprecations). */
const earlierNames = {
  tresnet_m_miil_in21k: "tresnet_m.miil_in21k",
  tresnet_m_448: "tresnet_m.miil_in1k_448",
  tresnet_l_448: "tresnet_l.miil_in1k_448",
  tresnet_xl_448: "tresnet_xl.miil_in1k_448",
} as const satisfies Readonly<Record<string, PretrainedTag>>;

/** How the zoo averages the last map; timm has one way more that is faster, and several that are others. */
const averages = ["avg", "fast", "fastavg"] as const;

/**
 * Reads timm's config: the present form, the earlier one without `pretrained_cfg`, and names of architectures with a
 * tag ("tresnet_m.miil_in1k", "tresnet_m_448"). Undefined for JSON that names no architecture.
 * @throws CheckpointError naming the file and the field that can't be.
 */
export async function readHubConfig(
  file: string,
  { classes }: ReadHubConfigOptions = {},
): Promise<HubConfig | undefined> {
  const root = new ConfigFields(file, await readHubJson(file));
  if (!root.has("architecture")) return undefined;
  const cfg = root.has("pretrained_cfg") ? root.inner("pretrained_cfg") : root;
  const { architecture, tag } = architectureIn(root, cfg);
  const args = root.inner("model_args");
  for (const fields of [root, args]) {
    if (fields.get("global_pool") !== "") fields.oneOf("global_pool", averages);
  }
  const said = args.count("num_classes", 0) ?? root.count("num_classes", 0) ?? cfg.count("num_classes", 0);
  if (classes !== undefined && said !== undefined && said !== classes) {
    const fields = [args, root, cfg].find((one) => one.has("num_classes")) ?? root;
    throw fields.wrong("num_classes", `${classes}, which the head of the weights is for`);
  }
  const numClasses = said ?? classes ?? (tag && pretrainedInfo(tag).numClasses);
  const [channels] = cfg.numbers("input_size") ?? [];
  const named = namesIn({ root, cfg }, numClasses || undefined);
  const published = named === undefined ? publishedNames(tag, numClasses) : undefined;
  const inChannels = args.count("in_chans", 1) ?? channels ?? 3;
  return {
    architecture,
    inChannels,
    ...(tag && { tag }),
    ...(numClasses && { numClasses }),
    ...(named ?? published),
    ...(published && { task: "single-label" as const }),
    ...taskIn(root),
    preparation: preparationIn(cfg, inChannels),
  };
}

/** @throws CheckpointError naming the architectures of the zoo for another one. */
function architectureIn(root: ConfigFields, cfg: ConfigFields): Pick<HubConfig, "architecture" | "tag"> {
  const given = root.text("architecture") ?? "";
  const earlier = Object.entries(earlierNames).find(([name]) => name === given)?.[1];
  const [name = "", ...suffix] = (earlier ?? given).split(".");
  const architecture = modelNames.find((one) => one === name);
  if (architecture === undefined) throw root.wrong("architecture", `one of ${modelNames.join(", ")}`);
  const ofWeights = cfg.text("tag") ?? suffix.join(".");
  const tag = pretrainedTags.find((one) => one === `${architecture}.${ofWeights}`);
  return { architecture, ...(tag && { tag }) };
}

/** The word of transformers, which writes such folders too (its TimmWrapper). */
function taskIn(root: ConfigFields): Pick<HubConfig, "task"> {
  const problem = root.get("problem_type");
  if (problem === "multi_label_classification") return { task: "multi-label" };
  return problem === "single_label_classification" ? { task: "single-label" } : {};
}

function preparationIn(cfg: ConfigFields, inChannels: number): Partial<ImagePreparation> {
  const size = cfg.numbers("input_size");
  const [, height, width] = size ?? [];
  if (size !== undefined && (size.length !== 3 || height !== width || height === undefined || !isSize(height))) {
    throw cfg.wrong("input_size", "a square of at most 4096 pixels a side, [channels, height, width]");
  }
  const cropPct = cfg.positive("crop_pct");
  if (cropPct !== undefined && cropPct > 1) throw cfg.wrong("crop_pct", "above 0 and at most 1");
  const [cropMode, interpolation] = [cfg.oneOf("crop_mode", cropModes), cfg.oneOf("interpolation", interpolations)];
  const [mean, std] = [perChannel(cfg, "mean", inChannels), perChannel(cfg, "std", inChannels)];
  if (std?.some((value) => value <= 0)) throw cfg.wrong("std", "numbers above 0");
  return {
    ...(height !== undefined && { imgSize: height }),
    ...(cropPct !== undefined && { cropPct }),
    ...(cropMode && { cropMode }),
    ...(interpolation && { interpolation }),
    ...(mean && { mean }),
    ...(std && { std }),
  };
}

function isSize(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels >= 1 && pixels <= 4096;
}

/** A number for each channel; timm takes one for all, and leaves those of three colours beside other channels. */
function perChannel(cfg: ConfigFields, field: "mean" | "std", inChannels: number): readonly number[] | undefined {
  const numbers = cfg.numbers(field);
  const [first = 0] = numbers ?? [];
  if (numbers === undefined || numbers.length === inChannels) return numbers;
  if (numbers.length === 1) return new Array<number>(inChannels).fill(first);
  if (inChannels !== 3 && numbers.length === 3) return undefined;
  throw cfg.wrong(field, `${inChannels} numbers`);
}
