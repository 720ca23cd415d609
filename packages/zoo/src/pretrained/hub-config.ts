/** What timm's config.json on the Hugging Face hub says of a model, as far as building it asks. */
import { CheckpointError, quoted } from "@tresnet/checkpoints";
import type { Preprocessing } from "../models/image-classifier.ts";
import { type ModelName, modelNames } from "./build-model.ts";
import { classList } from "./class-names.ts";
import { pretrainedInfo } from "./pretrained-info.ts";
import { readHubJson } from "./read-hub-json.ts";
import { type PretrainedTag, pretrainedTags } from "./tags.ts";

/** A model that config.json describes; what it does not say is absent. */
export interface HubConfig {
  /** The model's name in the zoo, which is timm's. */
  readonly architecture: ModelName;
  /** The number of logits. */
  readonly numClasses?: number;
  /** Channels of the images, 3 for colours. */
  readonly inChannels: number;
  /** The classes in words, in the order of the logits. */
  readonly classNames?: readonly string[];
  /** How images are made ready. */
  readonly preprocessing: Partial<Preprocessing>;
}

/**
 * Reads timm's config, the present form and the earlier one without `pretrained_cfg`.
 * @throws CheckpointError naming the file and the field that can't be.
 */
export async function readHubConfig(file: string): Promise<HubConfig> {
  const config = new Fields(file, await readHubJson(file));
  const cfg = config.has("pretrained_cfg") ? config.inner("pretrained_cfg") : config;
  const architecture = modelNames.find((name) => name === config.get("architecture"));
  if (architecture === undefined) {
    throw config.wrong("architecture", `one of ${modelNames.join(", ")}`);
  }
  const [channels, height, width] = cfg.numbers("input_size", 3) ?? [];
  if (height !== width || (height !== undefined && !isSize(height)))
    throw cfg.wrong("input_size", "a square of pixels");
  const tag = pretrainedTags.find((one) => one === `${architecture}.${cfg.get("tag")}`);
  const numClasses = config.count("num_classes") ?? cfg.count("num_classes") ?? (tag && pretrainedInfo(tag).numClasses);
  const inChannels = config.inner("model_args").count("in_chans") ?? channels ?? 3;
  const classNames = namesIn(config, numClasses) ?? namesIn(cfg, numClasses) ?? namesOfTag(tag, numClasses);
  const cropPct = cfg.positive("crop_pct");
  if (cropPct !== undefined && cropPct > 1) throw cfg.wrong("crop_pct", "above 0 and at most 1");
  const [mean, std] = [tripleIn(cfg, "mean", inChannels), tripleIn(cfg, "std", inChannels)];
  if (std?.some((value) => value <= 0)) throw cfg.wrong("std", "three numbers above 0");
  return {
    architecture,
    inChannels,
    ...(numClasses !== undefined && { numClasses }),
    ...(classNames && { classNames }),
    preprocessing: {
      ...(height !== undefined && { inputSize: height }),
      ...(cropPct !== undefined && { cropPct }),
      ...(mean && { mean }),
      ...(std && { std }),
    },
  };
}

function isSize(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels >= 1 && pixels <= 4096;
}

/** Numbers of three channels; those of other counts have no place in a model's description here. */
function tripleIn(
  cfg: Fields,
  field: "mean" | "std",
  inChannels: number,
): readonly [number, number, number] | undefined {
  const [first = 0, second = 0, third = 0] = cfg.numbers(field, inChannels) ?? [];
  return inChannels === 3 && cfg.has(field) ? [first, second, third] : undefined;
}

/** @throws CheckpointError when there are more or fewer names than classes. */
function namesIn(fields: Fields, numClasses: number | undefined): readonly string[] | undefined {
  const names = fields.get("label_names");
  if (!Array.isArray(names)) return undefined;
  const texts = names.filter((name) => typeof name === "string");
  if (texts.length === names.length && (numClasses === undefined || texts.length === numClasses)) return texts;
  throw fields.wrong("label_names", `${numClasses ?? "some"} texts, as num_classes says`);
}

function namesOfTag(tag: PretrainedTag | undefined, numClasses: number | undefined): readonly string[] | undefined {
  if (tag === undefined || pretrainedInfo(tag).numClasses !== numClasses) return undefined;
  return classList(pretrainedInfo(tag).classes).names;
}

/** The fields of an object of JSON; null is no value. */
class Fields {
  readonly #file: string;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(file: string, json: unknown) {
    this.#file = file;
    this.#values = typeof json === "object" && json !== null ? { ...json } : {};
  }

  get(field: string): unknown {
    return Object.hasOwn(this.#values, field) ? this.#values[field] : undefined;
  }

  has(field: string): boolean {
    return (this.get(field) ?? undefined) !== undefined;
  }

  inner(field: string): Fields {
    return new Fields(this.#file, this.get(field));
  }

  count(field: string): number | undefined {
    const value = this.get(field) ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
    throw this.wrong(field, "a whole number from 1 to 1000000");
  }

  positive(field: string): number | undefined {
    const value = this.get(field) ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === "number" && value > 0) return value;
    throw this.wrong(field, "a number above 0");
  }

  numbers(field: string, length: number): readonly number[] | undefined {
    const value = this.get(field) ?? undefined;
    if (value === undefined) return undefined;
    const numbers = Array.isArray(value) ? value.filter((one) => typeof one === "number" && Number.isFinite(one)) : [];
    if (Array.isArray(value) && numbers.length === value.length && value.length === length) return numbers;
    throw this.wrong(field, `${length} numbers`);
  }

  wrong(field: string, expected: string): CheckpointError {
    const got = quoted(this.get(field));
    return new CheckpointError(`${this.#file}: expected ${field} to be ${expected}, got ${got}. Correct it.`);
  }
}
