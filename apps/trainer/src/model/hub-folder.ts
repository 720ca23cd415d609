/** Weights as timm writes them for the Hugging Face hub: config.json says what lies in the file beside it. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { CheckpointError, quoted } from "@tresnet/checkpoints";
import { readWhole } from "@tresnet/files";
import { type HubConfig, headIn, readHubConfig } from "@tresnet/zoo";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import { expectedSize } from "../settings/images/check-image-size.ts";
import { backboneAlone, decoderOf } from "./foreign-head.ts";
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
  const found = await headIn(file);
  const config = await readHubConfig(source, { classes: found?.classes });
  if (config === undefined) return undefined;
  const { architecture, classNames, classIds, task } = config;
  if (found === undefined) throw backboneAlone(file, architecture);
  const numClasses = found.classes;
  return {
    model: {
      model: architecture,
      numClasses,
      classNames: classNames ? [...classNames] : numbersOf(numClasses),
      ...preparationIn(source, config),
      ...(found.kind === "ml-decoder" && { head: decoderOf(file, found) }),
      ...(task && { task }),
    },
    ...(classIds && { classIds }),
    isNameless: classNames === undefined,
    source,
  };
}

function numbersOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `class ${index}`);
}

/** @throws CheckpointError for other images than photographs, and for a size that the network does not take. */
function preparationIn(source: string, { architecture, tag, inChannels, preparation }: HubConfig): Preparation {
  const wrong = (expected: string, got: unknown) =>
    new CheckpointError(`${source}: expected input_size to be ${expected}, got ${quoted(got)}. Correct it.`);
  if (inChannels !== 3) throw wrong("that of images of 3 channels", inChannels);
  const usual = usualPreparation(tag ?? architecture);
  const { mean, std, imgSize = usual.imgSize } = preparation;
  const expected = expectedSize(architecture, imgSize);
  if (expected !== undefined) throw wrong(expected, imgSize);
  return {
    imgSize,
    cropPct: preparation.cropPct ?? usual.cropPct,
    cropMode: preparation.cropMode ?? usual.cropMode,
    interpolation: preparation.interpolation ?? "bilinear",
    mean: mean ? tripleOf(mean) : usual.mean,
    std: std ? tripleOf(std) : usual.std,
  };
}

function tripleOf([first = 0, second = 0, third = 0]: readonly number[]): [number, number, number] {
  return [first, second, third];
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() === true;
}
