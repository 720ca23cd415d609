/** What an export says of its model, gathered from the checkpoint, its run and the options. */
import path from "node:path";
import type { Score } from "@tresnet/export";
import { UsageError } from "../../errors.ts";
import { readThresholds } from "../../evaluation/scores/thresholds.ts";
import type { ExportContent } from "../../export/exporter.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import { type Checkpoint, classNameOf } from "../../model/load-model.ts";
import { encodeInfo, readInfo } from "../../run-directory/checkpoint-metadata.ts";
import { describeExport } from "../../run-directory/describe-export.ts";
import { tresnetVersion } from "../../run-directory/environment.ts";
import { configBeside, runDirectory } from "../../run-directory/run-directory.ts";
import type { ExportOptions } from "../../settings/export-options.ts";
import { bestScores } from "./best-score.ts";

/** What goes into the file, and the part of it that is for people to read. */
export interface DescribedExport {
  readonly content: ExportContent;
  readonly described: Readonly<Record<string, string>>;
  /** How good the weights are, in numbers. */
  readonly scores: readonly Score[];
}

/**
 * Describes an export; what a user should know of the weights is told.
 * @throws UsageError when thresholds are asked for that the model does not take.
 */
export async function exportContent(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  options: ExportOptions,
): Promise<DescribedExport> {
  const { half, backbone, imgSize, input, licenseNote: license } = options;
  const task = requireClasses(checkpoint);
  const { facts, described, metadata, classNames } = await describedWeights(job, checkpoint, options);
  const saved = checkpoint.info.model;
  const thresholds = await readThresholds(options.threshold, saved);
  const perClass = typeof thresholds === "number" ? saved.classNames.map(() => thresholds) : thresholds;
  const { cropMode, cropPct, interpolation = "bilinear", mean, std } = saved;
  const content: ExportContent = {
    half,
    backbone,
    metadata,
    size: imgSize === "dynamic" ? undefined : saved.imgSize,
    quantize: undefined,
    input,
    classNames,
    preprocessing: { imgSize: saved.imgSize, cropMode, cropPct, interpolation, mean, std },
    task,
    thresholds: task === "multi-label" ? perClass : undefined,
    license,
    score: described.score,
  };
  return { content, described, scores: bestScores(facts.best, facts.config) };
}

/** Describes weights of any task in words, and for this command to read back; what a user should know is told. */
export async function describedWeights(job: Job<CommonEvent>, checkpoint: Checkpoint, options: ExportOptions) {
  const facts = await known(checkpoint);
  tellUnfinished(job, checkpoint, facts);
  tellNumbers(job, checkpoint);
  const saved = checkpoint.info.model;
  const described = describeExport(facts, options, tresnetVersion);
  const info = encodeInfo({ kind: options.backbone ? "backbone" : "weights", model: saved });
  const classNames = Array.from({ length: saved.numClasses }, (_, index) => classNameOf(saved.classNames, index));
  return { facts, described, metadata: { ...described, ...info }, classNames };
}

/** @throws UsageError for a detector, which is described by itself. */
function requireClasses({ file, info: { model } }: Checkpoint): "single-label" | "multi-label" {
  const { task = "single-label" } = model;
  if (task !== "detection") return task;
  throw new UsageError(
    `${file}: expected a classifier, got the detector ${model.detector?.name}. Export it by --format onnx.`,
  );
}

/** What the run around a checkpoint knows of it; a run's best score is that of its best weights alone. */
async function known({ file, info: { model } }: Checkpoint) {
  const run = runDirectory(path.dirname(file));
  const config = await configBeside(file);
  const last = config && (await readInfo(run.last).catch(() => undefined));
  const isBest = path.resolve(file) === path.resolve(run.best);
  return { model, config, last: last?.position, best: isBest ? last?.position?.best : undefined };
}

/** Weights of a training that goes on, or was broken off, are no mistake, but others may come. */
function tellUnfinished(
  job: Job<CommonEvent>,
  { file }: Checkpoint,
  { config, last }: Awaited<ReturnType<typeof known>>,
): void {
  const epochs = config?.options.epochs;
  if (epochs === undefined || last === undefined || last.epoch >= epochs || config?.options.patience !== undefined) {
    return;
  }
  const message = `${path.dirname(file)} is not finished, epoch ${last.epoch} of ${epochs} is done: these are its weights so far`;
  job.emit({ type: "notice", level: "warning", message });
}

/** Numbers in place of names go into the file as they are. */
function tellNumbers(job: Job<CommonEvent>, { file, isNameless }: Checkpoint): void {
  if (!isNameless) return;
  const message = `classes: ${file} does not name its classes: the export numbers them, "${classNameOf([], 0)}" and on`;
  job.emit({ type: "notice", level: "warning", message });
}
