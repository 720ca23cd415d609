/** Weights as timm writes them for the Hugging Face hub: config.json says what lies in the file beside it. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { readWhole } from "@tresnet/files";
import { classList, headIn, type ModelName, modelNames, pretrainedInfo, pretrainedTags } from "@tresnet/zoo";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import { expectedSize } from "../settings/images/check-image-size.ts";
import { backboneAlone, decoderOf } from "./foreign-head.ts";
import { type HubConfig, type HubPretrainedConfig, readHubConfig, wrongField } from "./hub-config.ts";
import { namesInConfig } from "./hub-names.ts";
import { type Preparation, usualPreparation } from "./usual-preparation.ts";

/** The files that hold the weights, the better one first. */
const weightsNames = ["model.safetensors", "pytorch_model.bin"];

const configName = "config.json";

/** What such a config says of a model. */
export interface HubDescription {
  readonly model: SavedModel;
  /** Other names of the classes: those of the weights it was trained from, or what config.json says of each. */
  readonly classIds?: readonly string[];
  /** Whether it does not say what its classes are called. */
  readonly isNameless: boolean;
  /** The file that says all this. */
  readonly source: string;
}

/**
 * The file of weights in a folder, or in that of a repository in the Hugging Face cache (`models--timm--…`); undefined
 * where there is none, or no config.json.
 */
export async function weightsInHubFolder(folder: string): Promise<string | undefined> {
  for (const place of [folder, await newestSnapshot(folder)]) {
    if (place === undefined || !(await isFile(path.join(place, configName)))) continue;
    for (const name of weightsNames) if (await isFile(path.join(place, name))) return path.join(place, name);
  }
  return undefined;
}

/** The snapshot that the branch `main` is at, else the only one. */
async function newestSnapshot(folder: string): Promise<string | undefined> {
  const snapshots = path.join(folder, "snapshots");
  const main = await readWhole(path.join(folder, "refs", "main"), { mostBytes: 2 ** 16 }).then(String, () => "");
  const names = await readdir(snapshots).catch(() => []);
  const name = names.find((one) => one === main.trim()) ?? (names.length === 1 ? names[0] : undefined);
  return name === undefined ? undefined : path.join(snapshots, name);
}

/**
 * What the config.json beside a file says of its model, and the file of its head; undefined where there is none, or one
 * of something else.
 * @throws CheckpointError naming config.json, when it names another network or holds what can't be; or the file, when
 * it has no head.
 */
export async function hubDescription(file: string): Promise<HubDescription | undefined> {
  const source = path.join(path.dirname(file), configName);
  if (!weightsNames.includes(path.basename(file)) || !(await isFile(source))) return undefined;
  const config = await readHubConfig(source);
  if (config === undefined) return undefined;
  const { architecture, pretrained_cfg: cfg = {} } = config;
  const name = modelNames.find((one) => one === architecture);
  if (name === undefined) {
    throw wrongField(source, "architecture", `one of ${modelNames.join(", ")}`, architecture);
  }
  const found = await headIn(file);
  if (found === undefined) throw backboneAlone(file, name);
  const tag = pretrainedTags.find((one) => one === `${name}.${cfg.tag}`);
  const numClasses = config.num_classes ?? cfg.num_classes ?? found.classes;
  if (numClasses !== found.classes) {
    throw wrongField(source, "num_classes", `${found.classes}, which the head in ${file} is for`, numClasses);
  }
  const named = namesInConfig(source, config, numClasses);
  const isOfTag = named === undefined && tag !== undefined && pretrainedInfo(tag).numClasses === numClasses;
  const list = isOfTag ? classList(pretrainedInfo(tag).classes) : undefined;
  const { names, ids } = named ?? list ?? { names: numbersOf(numClasses), ids: undefined };
  return {
    model: {
      model: name,
      numClasses,
      classNames: [...names],
      ...preparationIn(source, name, cfg),
      ...(found.kind === "ml-decoder" && { head: decoderOf(file, found) }),
      ...(list ? { task: "single-label" as const } : taskIn(config)),
    },
    ...(ids && { classIds: ids }),
    isNameless: named === undefined && list === undefined,
    source,
  };
}

function numbersOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `class ${index}`);
}

/** The word of transformers, which writes such folders too (its TimmWrapper). */
function taskIn({ problem_type: problem }: HubConfig): Pick<SavedModel, "task"> {
  if (problem === "multi_label_classification") return { task: "multi-label" };
  return problem === "single_label_classification" ? { task: "single-label" } : {};
}

function preparationIn(source: string, name: ModelName, cfg: HubPretrainedConfig): Preparation {
  const { input_size: size, crop_pct, crop_mode, interpolation, mean, std } = cfg;
  if (size !== undefined && size[1] !== size[2]) {
    throw wrongField(source, "pretrained_cfg.input_size", "a square", size);
  }
  const expected = size && expectedSize(name, size[1]);
  if (expected !== undefined) throw wrongField(source, "pretrained_cfg.input_size", expected, size);
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

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() === true;
}
