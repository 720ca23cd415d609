/** The folder of a repository on the hub, whose ONNX files are run beside the model. */
import path from "node:path";
import { exportHubFolder, onnxFiles, type QuantizeOptions } from "@tresnet/export";
import type { ImageClassifier } from "@tresnet/zoo";
import type { CheckedExport } from "../../export/export-result.ts";
import type { ExportContent } from "../../export/exporter.ts";
import { factsOf } from "../../export/facts-of.ts";
import { onnx } from "../../export/onnx.ts";
import type { CommonEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { Checkpoint } from "../../model/load-model.ts";
import type { PushOptions } from "../../settings/hub/push-options.ts";
import { checkWritten } from "./check-written.ts";
import type { DescribedExport } from "./export-content.ts";
import { imagesToCheck } from "./images-to-check.ts";

/** How one more ONNX file stood beside the model. */
export interface FurtherCheck extends CheckedExport {
  /** Its path in the repository. */
  readonly file: string;
}

/** How the answers of ONNX stood beside the model's. */
export interface OnnxChecks {
  /** Those of onnx/model.onnx; undefined where it was not run. */
  readonly check?: CheckedExport | undefined;
  /** Those of further ONNX files; undefined where there are none. */
  readonly furtherChecks?: readonly FurtherCheck[] | undefined;
  /** Why they were not run, and what to do so that they can be; undefined where they were, or nobody asked for it. */
  readonly notChecked?: string | undefined;
}

/** The settings of a push, and where it goes. */
export interface RepositoryOptions extends PushOptions {
  /** The repository, "user/name". */
  readonly repository: string;
}

/** What is written. */
export interface RepositoryContent {
  /** The model, which belongs to the caller. */
  readonly model: ImageClassifier;
  /** Where it is from. */
  readonly checkpoint: Checkpoint;
  /** The folder to write, which is not there yet. */
  readonly folder: string;
  /** What is said of it. */
  readonly described: DescribedExport;
  /** How the net is rounded to 8 bits; undefined where it is not. */
  readonly quantize: QuantizeOptions | undefined;
}

/** Writes the folder; what of it is ONNX is run beside the model. */
export async function writeRepository(
  job: Job<CommonEvent>,
  { model, checkpoint, folder, quantize, described: { content, scores } }: RepositoryContent,
  options: RepositoryOptions,
): Promise<OnnxChecks> {
  const { repository, half, force, check, onnxHalf } = options;
  const facts = { ...factsOf(content), scores };
  await exportHubFolder(model, folder, facts, {
    repository,
    half,
    onnx: options.onnx,
    onnxHalf,
    onnxInt8: quantize,
    metadata: content.metadata,
    force,
  });
  if (!options.onnx || !check) return {};
  const images = once(() => imagesToCheck(job, checkpoint, options.data));
  const checked = (file: string, how: ExportContent) =>
    checkWritten(onnx, path.join(folder, file), { model, content: how, images });
  const main = await checked(onnxFiles.onnx, content);
  if (typeof main !== "object") return { notChecked: main };
  const further: FurtherCheck[] = [];
  for (const [file, how] of [
    ...(onnxHalf ? [[onnxFiles.half, { ...content, half: true }] as const] : []),
    ...(quantize ? [[onnxFiles.int8, { ...content, half: false, quantize }] as const] : []),
  ]) {
    const check = await checked(file, how);
    if (typeof check === "object") further.push({ ...check, file });
  }
  return { check: main, ...(further.length > 0 && { furtherChecks: further }) };
}

/** The same promise on every call: images are read once for several files. */
function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let reading: Promise<Result> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}
