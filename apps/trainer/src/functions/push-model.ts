/** `pushModel`: a trained model to a repository of the Hugging Face hub. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type UploadedFolder, type UploadProgress, uploadFolder } from "@tresnet/export";
import { HubError, isRepository } from "@tresnet/zoo";
import type { z } from "zod";
import { UsageError } from "../errors.ts";
import type { CommonEvent, DoneEvent } from "../job/events.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { untilStopped } from "../job/stop.ts";
import { type Checkpoint, loadModel } from "../model/load-model.ts";
import { openModel } from "../model/open-model.ts";
import { startEngine } from "../model/start-engine.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { type ExportOptions, exportTable } from "../settings/export-options.ts";
import { type PushOptions, pushTable } from "../settings/hub/push-options.ts";
import { exportContent } from "./exporting/export-content.ts";
import { quantizeOptions } from "./exporting/quantize-options.ts";
import { type OnnxChecks, type RepositoryOptions, writeRepository } from "./exporting/write-repository.ts";

/**
 * The settings of `tresnet push`, spelled as in code (`dryRun`); what is left out has its default.
 *
 * `tresnet push --help` says of each what it does, what it may be and what it is by default.
 */
export interface PushModelInput extends z.input<typeof pushTable> {
  /**
   * A run directory, one of its .safetensors files, or a folder of the Hugging Face hub; with `model` any weights of
   * that model.
   */
  readonly checkpoint: string;
  /** The repository, "user/name". */
  readonly repository: string;
}

/** The upload has come further. */
export interface UploadEvent extends UploadProgress {
  /** Tells this event from others. */
  readonly type: "upload";
}

/** A model that was given away. */
export interface PushModelResult extends OnnxChecks {
  /** The file that the weights are from. */
  readonly checkpoint: string;
  /** The repository, "user/name". */
  readonly repository: string;
  /** The commit with its files; undefined where nothing was sent. */
  readonly uploaded: UploadedFolder | undefined;
  /** The folder that was written instead; undefined where the files were sent. */
  readonly folder: string | undefined;
  /** What the weights say of themselves. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Everything that `pushModel` tells, by its `type`; the last event is "done". */
export type PushModelEvent = CommonEvent | UploadEvent | DoneEvent<PushModelResult>;

/**
 * Sends a model to the Hugging Face hub as one commit, as `tresnet push` does: model.safetensors, timm's config.json,
 * ONNX, and a model card. HF_TOKEN is the token to write with.
 * @throws UsageError naming the option that is wrong; HubError when the hub refuses or can't be reached, ExportError
 * when ONNX answers otherwise than the model; CheckpointError, ProvisionError; InterruptedError when `signal` is
 * aborted before the commit, which is waited for. Nothing is committed then; only where the answer to the commit is
 * lost it is not known, which the message says (`code` "commit-unknown").
 */
export function pushModel(
  { checkpoint, repository, ...values }: PushModelInput,
  settings: JobOptions<PushModelEvent> = {},
): Promise<PushModelResult> {
  return runJob(settings, (job) => {
    const work = async () => {
      const options = resolveOptions(pushTable, [{ source: "pushModel", spelling: "code", values }]);
      checkPush(repository, options);
      const { model, useEma } = options;
      const opened = await openModel(job, { checkpoint, model }, { useEma });
      const result = await push(job, opened, { ...options, repository });
      job.emit({ type: "done", result });
      return result;
    };
    return untilStopped(job, work, unknownCommit);
  });
}

/** What is said of a commit whose answer never came, by whom the push was stopped meanwhile as well. */
function unknownCommit(error: unknown): string | undefined {
  return error instanceof HubError && error.code === "commit-unknown" ? error.message : undefined;
}

/** @throws UsageError for a name that is none, or options that say nothing together. */
function checkPush(repository: string, options: PushOptions): void {
  const { create, private: isPrivate, dryRun, force, half, onnx, onnxHalf, onnxInt8 } = options;
  if (!isRepository(repository)) {
    throw new UsageError(`expected a repository of the hub as user/name, got "${repository}".`);
  }
  if (isPrivate && !create) throw new UsageError("--private: expected --create with it. Give both, or neither.");
  if (force && dryRun === undefined) throw new UsageError("--force: expected --dry-run with it. Leave it out.");
  if (!onnx && (onnxHalf || onnxInt8)) {
    throw new UsageError(`--${onnxHalf ? "onnx-half" : "onnx-int8"}: expected none with --no-onnx. Leave one out.`);
  }
  if (half && onnxHalf) {
    throw new UsageError("--onnx-half: expected none with --half, by which onnx/model.onnx is that. Leave one out.");
  }
}

async function push(
  job: Job<PushModelEvent>,
  checkpoint: Checkpoint,
  options: RepositoryOptions,
): Promise<PushModelResult> {
  const { half, licenseNote, threshold, score, dryRun } = options;
  const { data, calibration, calibrationImages: count, calibrationSeed, onnxInt8 } = options;
  const images = { data, calibration, calibrationImages: count, calibrationSeed };
  const values = { half, licenseNote, threshold, score, ...images };
  const asExport = resolveOptions(exportTable, [{ source: "pushModel", spelling: "code", values }]);
  const described = await exportContent(job, checkpoint, asExport);
  await startEngine(job, { device: "auto" });
  job.signal.throwIfAborted();
  const int8: ExportOptions = { ...asExport, quantize: onnxInt8 ? "int8" : undefined };
  const quantize = await quantizeOptions(job, checkpoint, described.content, int8);
  const model = await loadModel(job, checkpoint);
  const temporary = dryRun === undefined ? await mkdtemp(path.join(tmpdir(), "tresnet-push-")) : undefined;
  const folder = temporary === undefined ? dryRun : path.join(temporary, "model");
  try {
    if (folder === undefined) throw new UsageError("--dry-run: expected a folder.");
    const checked = await writeRepository(job, { model, checkpoint, folder, described, quantize }, options);
    const uploaded = temporary === undefined ? undefined : await upload(job, folder, model.name, options);
    return {
      checkpoint: checkpoint.file,
      repository: options.repository,
      uploaded,
      folder: dryRun,
      metadata: described.described,
      ...checked,
    };
  } finally {
    model.dispose();
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

function upload(
  job: Job<PushModelEvent>,
  folder: string,
  architecture: string,
  { repository, create, private: isPrivate, message = `Upload ${architecture}` }: RepositoryOptions,
): Promise<UploadedFolder> {
  const onProgress = (progress: UploadProgress) => job.emit({ type: "upload", ...progress });
  return uploadFolder(folder, { repository, message, create, isPrivate, onProgress, signal: job.signal });
}
