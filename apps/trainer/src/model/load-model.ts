/** Opens a trained model: a run directory, one of its checkpoints, or a folder of the Hugging Face hub. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { CheckpointError, openTensorFile } from "@tresnet/checkpoints";
import { useMlDecoder } from "@tresnet/heads";
import { buildModel, createModel, type ImageClassifier, loadWeights, modelNames } from "@tresnet/zoo";
import { UsageError } from "../errors.ts";
import type { NoticeEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { type CheckpointInfo, findInfo, missingDescription } from "../run-directory/checkpoint-metadata.ts";
import { hasHead } from "../run-directory/info-fault.ts";
import { requireOwnBest } from "../run-directory/own-best.ts";
import { runDirectory } from "../run-directory/run-directory.ts";
import { verifyChecksum } from "../run-directory/verify-checksum.ts";
import { findExport, type RunnableExport } from "./exported-checkpoint.ts";
import { backboneAlone } from "./foreign-head.ts";
import { hubDescription, weightsInHubFolder } from "./hub-folder.ts";
import { runsInside } from "./runs-inside.ts";
import { tellTaken } from "./taken-weights.ts";
import { loadTrainingWeights } from "./training-weights.ts";

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
  /** Whether the file does not describe itself. */
  readonly isForeign?: boolean;
  /** Who says how images are made ready, where the file itself does not: "as config.json says". */
  readonly preparedBy?: string;
  /** How it is run, where it is an export: there are no weights to be loaded then. */
  readonly exported?: RunnableExport;
  /** Whether averaged weights are taken where there are others too; undefined: of own trainings alone. */
  readonly useEma?: boolean | undefined;
}

/**
 * Finds a checkpoint: of a run directory the best weights, else the last ones.
 * @throws UsageError when there is none; CheckpointError when nothing says what it is, or it has no head.
 */
export async function openCheckpoint(location: string): Promise<Checkpoint> {
  const found = await findCheckpoint(location);
  if ("info" in found) return found;
  throw missingDescription(found.file);
}

/** Finds a checkpoint as `openCheckpoint` does; of a file of which nothing says what it is the path alone. */
export async function findCheckpoint(location: string): Promise<Checkpoint | { readonly file: string }> {
  const exported = await findExport(location);
  if (exported !== undefined) return { ...withHead(location, exported.info), ...exported };
  const file = await locateWeights(location);
  const info = await findInfo(file);
  if (info !== undefined) return withHead(file, info);
  const described = await hubDescription(file);
  if (described === undefined) return { file };
  const { source, model, ...names } = described;
  return { ...names, file, isForeign: true, info: { kind: "weights", model }, preparedBy: `as ${source} says` };
}

function withHead(file: string, info: CheckpointInfo): Checkpoint {
  const isNameless = info.model.classNames.every((name, index) => name === classNameOf([], index));
  if (info.kind !== "backbone") return { file, info, isNameless };
  throw backboneAlone(file, info.model.model);
}

/**
 * The file of weights at a place: the file itself, of a run directory the best weights, else the last ones, of a folder
 * of the Hugging Face hub the one that it holds.
 * @throws UsageError when there is none; CheckpointError for best weights that are another run's.
 */
export async function locateWeights(location: string): Promise<string> {
  const found = await stat(location).catch(() => undefined);
  if (found === undefined) {
    throw new UsageError(
      `${location}: expected a run directory or a checkpoint, and there is no such file. Check the path.`,
    );
  }
  if (!found.isDirectory()) return location;
  const { best, last } = runDirectory(location);
  if (await stat(best).catch(() => undefined)) {
    await requireOwnBest({ best, last });
    return best;
  }
  if (await stat(last).catch(() => undefined)) return last;
  const ofHub = await weightsInHubFolder(location);
  if (ofHub !== undefined) return ofHub;
  const runs = await runsInside(location);
  if (runs !== undefined) {
    throw new UsageError(`${location}: expected a run directory, got a folder of runs. Name one: ${runs}.`);
  }
  throw new UsageError(
    `${location}: expected a run directory with ${path.basename(best)} or ${path.basename(last)}, or a folder of the Hugging Face hub with config.json and model.safetensors, or that of a repository in its cache, got a folder with none of these. Train first, or give the file of weights itself.`,
  );
}

/**
 * Builds the model of a checkpoint with its weights; the caller disposes it.
 *
 * Where a training averaged, the averaged weights are taken from its checkpoint. The job is told what the weights were
 * taken out of.
 * @throws CheckpointError when the weights are damaged or don't fit their description.
 */
export async function loadModel(job: Pick<Job<NoticeEvent>, "emit">, checkpoint: Checkpoint): Promise<ImageClassifier> {
  const { file, info, useEma } = checkpoint;
  const { model: name, numClasses, head } = info.model;
  if (info.model.task === "detection") {
    throw new UsageError(
      `${file}: expected a classifier, got the detector ${info.model.detector?.name}: evaluate, predict and export take it, the hub does not yet.`,
    );
  }
  if (checkpoint.exported !== undefined) {
    throw new CheckpointError(
      `${file}: expected weights, got an export, which can be run and no more. Name the run that it was made of.`,
    );
  }
  const isTraining = info.kind === "training";
  if (!checkpoint.isForeign) {
    await verifyChecksum(file, info);
    if (isTraining || head !== undefined) await requireHead(file);
  }
  const model = isTraining ? createModel(name, { numClasses }) : buildModel(name, { numClasses });
  if (head !== undefined) useMlDecoder(model, numClasses, head);
  if (!isTraining) {
    const { unwrapped } = await loadWeights(model, file, { useEma: useEma ?? false, advice: adviceFor(checkpoint) });
    tellTaken(job, file, { useEma, unwrapped });
    return model;
  }
  await loadTrainingWeights(job, model, file, { useEma, usual: "averaged" });
  return model;
}

/** @throws CheckpointError for a file without a head: nothing is made of the size that its description claims. */
async function requireHead(file: string): Promise<void> {
  const opened = await openTensorFile(file);
  await opened.close();
  if (hasHead(opened.entries)) return;
  throw new CheckpointError(
    `${file}: expected the tensors of a head, which its description tells of, got none. Use another checkpoint of the run.`,
  );
}

/** What to do about weights that don't fit. */
function adviceFor({ isForeign, info }: Checkpoint): string {
  const { model } = info.model;
  return isForeign
    ? `Say with --model which network they are of (${modelNames.join(", ")}); ${model} is not it, or not alone.`
    : "Its own description says so: one of both is damaged. Use another checkpoint of the run.";
}

/** The name of a class; a head may have more outputs than the data had classes. */
export function classNameOf(classNames: readonly string[], index: number): string {
  return classNames[index] ?? `class ${index}`;
}
