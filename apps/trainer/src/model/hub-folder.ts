/** Weights as timm writes them for the Hugging Face hub: config.json says what lies in the file beside it. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { CheckpointError, quoted } from "@tresnet/checkpoints";
import { readWhole } from "@tresnet/files";
import { classList, type ModelName, modelNames, pretrainedInfo, pretrainedTags } from "@tresnet/zoo";
import { z } from "zod";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import { expectedSize } from "../settings/images/check-image-size.ts";
import { cropModeNames, interpolationNames } from "../settings/images/preprocessing-options.ts";
import { type Preparation, usualPreparation } from "./usual-preparation.ts";

/** The files that hold the weights, the better one first. */
const weightsNames = ["model.safetensors", "pytorch_model.bin"];

const configName = "config.json";

/** The most bytes of a config.json; the longest of timm's, with all of ImageNet-21k's classes, has less than 2 MB. */
const limitBytes = 16 * 2 ** 20;

/** What such a config says of a model. */
export interface HubDescription {
  readonly model: Omit<SavedModel, "head" | "task">;
  /** Other names of the classes, where it is known what the model was trained on. */
  readonly classIds?: readonly string[];
  /** Whether it does not say what its classes are called. */
  readonly isNameless: boolean;
  /** The file that says all this. */
  readonly source: string;
}

/** The file of weights in a folder; undefined where there is none, or no config.json. */
export async function weightsInHubFolder(folder: string): Promise<string | undefined> {
  if (!(await isFile(path.join(folder, configName)))) return undefined;
  for (const name of weightsNames) if (await isFile(path.join(folder, name))) return path.join(folder, name);
  return undefined;
}

/**
 * What the config.json beside a file says of its model; undefined where there is none, or one of something else.
 * @throws CheckpointError naming config.json, when it names another network or holds what can't be.
 */
export async function hubDescription(file: string): Promise<HubDescription | undefined> {
  const source = path.join(path.dirname(file), configName);
  if (!weightsNames.includes(path.basename(file)) || !(await isFile(source))) return undefined;
  const config = await readConfigFile(source);
  if (config === undefined) return undefined;
  const { architecture, pretrained_cfg: cfg = {} } = config;
  const name = modelNames.find((one) => one === architecture);
  if (name === undefined) {
    throw wrong(source, "architecture", `one of ${modelNames.join(", ")}`, architecture);
  }
  const tag = pretrainedTags.find((one) => one === `${name}.${cfg.tag}`);
  const numClasses = config.num_classes ?? cfg.num_classes ?? (tag && pretrainedInfo(tag).numClasses);
  if (numClasses === undefined) throw wrong(source, "num_classes", "a whole number from 1", undefined);
  const named = namesOf(source, numClasses, config.label_names ?? cfg.label_names);
  const known = named === undefined && tag !== undefined && pretrainedInfo(tag).numClasses === numClasses;
  const list = known ? classList(pretrainedInfo(tag).classes) : undefined;
  const classNames = named ?? list?.names ?? Array.from({ length: numClasses }, (_, index) => `class ${index}`);
  return {
    model: { model: name, numClasses, classNames: [...classNames], ...preparationIn(source, name, cfg) },
    ...(list && { classIds: list.ids }),
    isNameless: named === undefined && list === undefined,
    source,
  };
}

const triple = z.tuple([z.number(), z.number(), z.number()]);
const classes = z.int().min(1).max(1_000_000);
const labels = z.optional(z.nullable(z.union([z.array(z.string()), z.record(z.string(), z.unknown())])));

const cfgSchema = z.object({
  tag: z.optional(z.nullable(z.string())),
  num_classes: z.optional(classes),
  label_names: labels,
  input_size: z.optional(z.tuple([z.literal(3), z.int(), z.int()])),
  crop_pct: z.optional(z.nullable(z.number().gt(0).max(1))),
  crop_mode: z.optional(z.nullable(z.enum(cropModeNames))),
  interpolation: z.optional(z.nullable(z.enum(interpolationNames))),
  mean: z.optional(triple),
  std: z.optional(z.tuple([z.number().gt(0), z.number().gt(0), z.number().gt(0)])),
});

const configSchema = z.object({
  architecture: z.string(),
  num_classes: z.optional(classes),
  label_names: labels,
  pretrained_cfg: z.optional(cfgSchema),
});

/** timm's config; undefined for JSON of something else. */
async function readConfigFile(source: string): Promise<z.output<typeof configSchema> | undefined> {
  const bytes = await readWhole(source, { mostBytes: limitBytes }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new CheckpointError(`${source}: expected a description that can be read (${reason}).`, { cause });
  });
  const json = parse(source, bytes.toString("utf8"));
  if (!z.object({ architecture: z.unknown() }).safeParse(json).success) return undefined;
  // Older ones have no pretrained_cfg: what it says stands beside the architecture.
  const isFlat = z.object({ pretrained_cfg: z.optional(z.undefined()), input_size: z.unknown() }).safeParse(json);
  const parsed = configSchema.safeParse(isFlat.success ? { ...asObject(json), pretrained_cfg: json } : json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CheckpointError(
    `${source}: ${issue?.path.join(".")} is not what a model here can have: ${issue?.message}. Correct it, or give the file of weights alone, with --model and --img-size, --crop-pct, --crop-mode, --interpolation, --mean and --std.`,
  );
}

function preparationIn(source: string, name: ModelName, cfg: z.output<typeof cfgSchema>): Preparation {
  const { input_size: size, crop_pct, crop_mode, interpolation, mean, std } = cfg;
  if (size !== undefined && size[1] !== size[2]) {
    throw wrong(source, "pretrained_cfg.input_size", "a square", size);
  }
  const expected = size && expectedSize(name, size[1]);
  if (expected !== undefined) throw wrong(source, "pretrained_cfg.input_size", expected, size);
  const usual = usualPreparation(pretrainedTags.find((tag) => tag === `${name}.${cfg.tag}`) ?? name);
  return {
    imgSize: size?.[1] ?? usual.imgSize,
    cropPct: crop_pct ?? usual.cropPct,
    cropMode: crop_mode ?? usual.cropMode,
    interpolation: interpolation ?? "bilinear",
    mean: mean ?? usual.mean,
    std: std ?? usual.std,
  };
}

function namesOf(source: string, numClasses: number, names: z.output<typeof labels>): readonly string[] | undefined {
  if (!Array.isArray(names)) return undefined;
  if (names.length === numClasses) return names;
  throw wrong(source, "label_names", `${numClasses} names, as num_classes says`, `${names.length} names`);
}

function wrong(source: string, field: string, expected: string, got: unknown): CheckpointError {
  return new CheckpointError(`${source}: expected ${field} to be ${expected}, got ${quoted(got)}. Correct it.`);
}

function asObject(json: unknown): object {
  return typeof json === "object" && json !== null ? json : {};
}

function parse(source: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError(`${source} is no JSON: ${cause instanceof Error ? cause.message : cause}.`, { cause });
  }
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() === true;
}
