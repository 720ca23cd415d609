/** Opens a trained model: a run directory or one of its checkpoints. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { weightsOf } from "@tresnet/blocks";
import { CheckpointError, openSafetensors } from "@tresnet/checkpoints";
import { useMlDecoder } from "@tresnet/heads";
import { averageState, loadCheckpoint, modelState } from "@tresnet/training";
import { buildModel, createModel, type ImageClassifier, loadWeights } from "@tresnet/zoo";
import { UsageError } from "../errors.ts";
import { type CheckpointInfo, findInfo, readInfo } from "../run-directory/checkpoint-metadata.ts";
import { runDirectory } from "../run-directory/run-directory.ts";

/** A checkpoint on disk, and what is known of it. */
export interface Checkpoint {
  readonly file: string;
  readonly info: CheckpointInfo;
  /** Other names of the classes that folders of images may have: WordNet's numbers, for published weights. */
  readonly classIds?: readonly string[];
  /** Whether nobody says what the classes are called: `classNames` only number them. */
  readonly isNameless?: boolean;
  /** Who wrote a nameless checkpoint, where it can be told: that says how classes were sorted. */
  readonly writer?: "timm" | undefined;
  /** The classes of published weights with as many outputs, which those of a nameless checkpoint may be. */
  readonly published?: { readonly tag: string; readonly names: readonly string[]; readonly ids: readonly string[] };
}

/**
 * Finds a checkpoint: of a run directory the best weights, else the last ones.
 * @throws UsageError when there is none; CheckpointError when it was not written by a training of this command, or has
 * no head.
 */
export async function openCheckpoint(location: string): Promise<Checkpoint> {
  const file = await locate(location);
  return withHead(file, await readInfo(file));
}

/** Finds a checkpoint as `openCheckpoint` does; of a file that does not describe itself the path alone. */
export async function findCheckpoint(location: string): Promise<Checkpoint | { readonly file: string }> {
  const file = await locate(location);
  const info = await findInfo(file);
  return info === undefined ? { file } : withHead(file, info);
}

function withHead(file: string, info: CheckpointInfo): Checkpoint {
  if (info.kind !== "backbone") return { file, info };
  throw new CheckpointError(
    `${file}: expected a model with its head, got a backbone alone. Train a head on it with "tresnet train DATA --model ${info.model.model} --initial-checkpoint ${file}".`,
  );
}

async function locate(location: string): Promise<string> {
  const found = await stat(location).catch(() => undefined);
  if (found === undefined) {
    throw new UsageError(
      `${location}: expected a run directory or a checkpoint, and there is no such file. Check the path.`,
    );
  }
  if (!found.isDirectory()) return location;
  const { best, last } = runDirectory(location);
  for (const file of [best, last]) if (await stat(file).catch(() => undefined)) return file;
  throw new UsageError(
    `${location}: expected a run directory with ${path.basename(best)} or ${path.basename(last)}, got a folder with neither. Train first.`,
  );
}

/**
 * Builds the model of a checkpoint with its weights; the caller disposes it.
 *
 * Where a training averaged, the averaged weights are taken from its checkpoint.
 * @throws CheckpointError when the weights don't fit their description.
 */
export async function loadModel({ file, info }: Checkpoint): Promise<ImageClassifier> {
  const { model: name, numClasses, head } = info.model;
  if (info.kind === "weights") {
    const model = buildModel(name, { numClasses });
    if (head !== undefined) useMlDecoder(model, numClasses, head);
    await loadWeights(model, file);
    return model;
  }
  const model = createModel(name, { numClasses });
  if (head !== undefined) useMlDecoder(model, numClasses, head);
  const weights = weightsOf(model);
  const state = (await hasAverages(file)) ? averageState(weights) : modelState(weights);
  await loadCheckpoint(file, state, { partial: true });
  return model;
}

async function hasAverages(file: string): Promise<boolean> {
  const opened = await openSafetensors(file);
  await opened.close();
  return [...opened.entries.keys()].some((name) => name.startsWith("average."));
}

/** The name of a class; a head may have more outputs than the data had classes. */
export function classNameOf(classNames: readonly string[], index: number): string {
  return classNames[index] ?? `class ${index}`;
}
