/** The model that `evaluate` and `predict` apply: a checkpoint of a training, or published weights by their tag. */
import { stat } from "node:fs/promises";
import { type DetectorName, isDetectorName } from "@tresnet/detection";
import {
  architectureOf,
  buildModel,
  checkWeights,
  classList,
  defaultTag,
  fetchWeights,
  type HeadInFile,
  headIn,
  isHubName,
  type ModelName,
  modelNames,
  type PretrainedTag,
  pretrainedInfo,
  pretrainedTags,
} from "@tresnet/zoo";
import { UsageError } from "../errors.ts";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { reportDownload } from "../job/report-to.ts";
import { missingDescription } from "../run-directory/checkpoint-metadata.ts";
import type { PreprocessingOptions } from "../settings/images/preprocessing-options.ts";
import { foreignDetector } from "./foreign-detector.ts";
import { decoderOf } from "./foreign-head.ts";
import { hubWeights } from "./hub-weights.ts";
import { type Checkpoint, classNameOf, findCheckpoint, openCheckpoint } from "./load-model.ts";
import { assumed, prepared } from "./prepared.ts";
import { usualPreparation } from "./usual-preparation.ts";

/** A model by name, of which one is needed. */
export interface ModelChoice {
  /**
   * A run directory, one of its .safetensors files, or a folder of the Hugging Face hub (config.json and
   * model.safetensors, as timm writes them); with `model` any weights of that model, PyTorch's too.
   */
  readonly checkpoint?: string | undefined;
  /**
   * A tag of published weights, such as "tresnet_m.miil_in21k_ft_in1k", anyone's model on the Hugging Face hub as
   * "hf-hub:user/name", or what `checkpoint` is of.
   */
  readonly model?: string | undefined;
}

/** What is said of a model besides its name. */
export interface ModelSettings extends Partial<PreprocessingOptions> {
  /** Whether averaged weights are taken where a checkpoint has others too. @default of own trainings alone */
  readonly useEma?: boolean | undefined;
}

/**
 * Opens what the two options name; published weights, and those of a model on the hub, are fetched unless they are in
 * the user's Hugging Face cache, or `checkpoint` is the path of weights for that model, safetensors or PyTorch's. What
 * is assumed of the images is told.
 * @throws UsageError when neither is given, or there is no such model, or it does not take such images; HubError;
 * CheckpointError.
 */
export async function openModel(
  job: Job<CommonEvent>,
  choice: ModelChoice,
  settings: ModelSettings = {},
): Promise<Checkpoint> {
  return prepared(job, { ...(await findModel(job, choice)), useEma: settings.useEma }, settings);
}

async function findModel(job: Job<CommonEvent>, { checkpoint, model }: ModelChoice): Promise<Checkpoint> {
  if (checkpoint !== undefined && isHubName(checkpoint)) {
    return findModel(job, { checkpoint: await hubWeights(job, checkpoint, "--checkpoint"), model });
  }
  if (model === undefined) {
    if (checkpoint !== undefined) return openDescribed(job, checkpoint);
    throw new UsageError('expected --checkpoint RUN or --model TAG, got neither. "tresnet models" lists the tags.');
  }
  if (checkpoint !== undefined) {
    return isDetectorName(model) ? openDescribed(job, checkpoint, model) : openOf(model, checkpoint);
  }
  if (isHubName(model)) return openCheckpoint(await hubWeights(job, model, "--model"));
  const tag = tagOf(model);
  if (tag === undefined) {
    if (await isFolder(model)) return openCheckpoint(model);
    throw noModel(model, pretrainedTags);
  }
  const file = await fetchWeights(tag, { onProgress: reportDownload(job), signal: job.signal });
  job.emit({ type: "weights", tag, file });
  return described(tag, file);
}

/** Opens a checkpoint that says what it is, or a detector that others wrote. */
async function openDescribed(job: Job<CommonEvent>, location: string, name?: DetectorName): Promise<Checkpoint> {
  const found = await findCheckpoint(location);
  if (!("info" in found)) {
    const detector = await foreignDetector(job, found.file, name);
    if (detector !== undefined) return detector;
    throw missingDescription(found.file);
  }
  const own = found.info.model.detector?.name ?? found.info.model.model;
  if (name === undefined || own === name) return found;
  throw new UsageError(`--model: expected ${own}, which ${found.file} is of, got ${name}. Leave it out.`);
}

async function isFolder(name: string): Promise<boolean> {
  return (await stat(name).catch(() => undefined))?.isDirectory() === true;
}

function tagOf(name: string): PretrainedTag | undefined {
  return pretrainedTags.find((one) => one === name) ?? defaultTag(name);
}

function noModel(name: string, known: readonly string[]): UsageError {
  return new UsageError(`--model: expected one of ${known.join(", ")}, got "${name}".`);
}

/** Opens weights of the model that the user names; where they do not describe themselves, the model's tag does. */
async function openOf(name: string, location: string): Promise<Checkpoint> {
  const tag = tagOf(name);
  const architecture = tag === undefined ? modelNames.find((one) => one === name) : architectureOf(tag);
  if (architecture === undefined) throw noModel(name, [...modelNames, ...pretrainedTags]);
  const found = await findCheckpoint(location);
  if ("info" in found) {
    const { model } = found.info.model;
    if (model === architecture) return found;
    throw new UsageError(`--model: expected ${model}, which ${found.file} is of, got ${name}. Leave it out.`);
  }
  const head = await headIn(found.file);
  // What is not of this model has other faults than its classes.
  if (head === undefined) await checkWeights(buildModel(architecture), found.file);
  const classes = head?.classes;
  const isOfTag =
    tag !== undefined &&
    head?.kind !== "ml-decoder" &&
    (classes ?? pretrainedInfo(tag).numClasses) === pretrainedInfo(tag).numClasses;
  // Who names the tag says what the classes are; an architecture says nothing of them.
  if (isOfTag && tag === name) {
    return { ...described(tag, found.file), isForeign: true, preparedBy: assumed(tag, found.file) };
  }
  const checkpoint = nameless(tag ?? architecture, found.file, classes ?? buildModel(architecture).numClasses, head);
  return isOfTag && checkpoint.isNameless ? { ...checkpoint, published: publishedClasses(tag) } : checkpoint;
}

function publishedClasses(tag: PretrainedTag): {
  readonly tag: string;
  readonly names: readonly string[];
  readonly ids: readonly string[];
} {
  return { tag, ...classList(pretrainedInfo(tag).classes) };
}

/** Published weights do not describe themselves; their tag does. */
function described(tag: PretrainedTag, file: string): Checkpoint {
  const { architecture, classes, numClasses } = pretrainedInfo(tag);
  const { names, ids } = classList(classes);
  const model = {
    ...usualPreparation(tag),
    model: architecture,
    classNames: [...names],
    numClasses,
    task: "single-label" as const,
  };
  return { file, classIds: ids, info: { kind: "weights", model } };
}

/** A checkpoint whose head is for classes that only its owner knows, unless the file names them. */
function nameless(
  name: ModelName | PretrainedTag,
  file: string,
  numClasses: number,
  found: HeadInFile | undefined,
): Checkpoint {
  const named = found?.classNames;
  const classNames = named ? [...named] : Array.from({ length: numClasses }, (_, index) => classNameOf([], index));
  const head = found?.kind === "ml-decoder" ? decoderOf(file, found) : undefined;
  const model = {
    ...usualPreparation(name),
    model: architectureOf(name),
    classNames,
    numClasses,
    ...(head && { head }),
  };
  const preparedBy = assumed(name, file);
  const foreign = { file, isForeign: true, info: { kind: "weights", model }, preparedBy } as const;
  return named ? foreign : { ...foreign, isNameless: true, writer: found?.writer };
}
