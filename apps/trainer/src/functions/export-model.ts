/** `exportModel`: a trained model as one file to give away. */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { UsageError } from "../errors.ts";
import { exporters } from "../export/exporters.ts";
import type { CommonEvent, DoneEvent } from "../job/events.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { untilStopped } from "../job/stop.ts";
import { type Checkpoint, loadModel } from "../model/load-model.ts";
import { openModel } from "../model/open-model.ts";
import { startEngine } from "../model/start-engine.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { encodeInfo, readInfo } from "../run-directory/checkpoint-metadata.ts";
import { describeExport } from "../run-directory/describe-export.ts";
import { tresnetVersion } from "../run-directory/environment.ts";
import { configBeside, runDirectory } from "../run-directory/run-directory.ts";
import { checkOutputFile } from "../settings/check-output-file.ts";
import { type ExportOptions, exportTable } from "../settings/export-options.ts";

/**
 * The settings of `tresnet export`, spelled as in code (`licenseNote`); what is left out has its default.
 *
 * `tresnet export --help` says of each what it does, what it may be and what it is by default.
 */
export interface ExportModelInput extends z.input<typeof exportTable> {
  /**
   * A run directory, one of its .safetensors files, or a folder of the Hugging Face hub; with `model` any weights of
   * that model.
   */
  readonly checkpoint: string;
  /** The file to write. */
  readonly output: string;
}

/** An exported model. */
export interface ExportModelResult {
  /** The file that the weights are from. */
  readonly checkpoint: string;
  /** The file that was written. */
  readonly output: string;
  /** The size of the file that was written, in bytes. */
  readonly bytes: number;
  /** What the file says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Everything that `exportModel` tells, by its `type`; the last event is "done". */
export type ExportModelEvent = CommonEvent | DoneEvent<ExportModelResult>;

/**
 * Writes the weights that `evaluate` takes, averaged where the training averaged, with a description of what they are
 * and how they were made, as `tresnet export` does.
 * @throws UsageError naming the option that is wrong; CheckpointError, ProvisionError; InterruptedError when `signal`
 * is aborted.
 */
export function exportModel(
  { checkpoint, ...values }: ExportModelInput,
  settings: JobOptions<ExportModelEvent> = {},
): Promise<ExportModelResult> {
  return runJob(settings, (job) =>
    untilStopped(job, async () => {
      const options = resolveOptions(exportTable, [{ source: "exportModel", spelling: "code", values }]);
      const { useEma, model } = options;
      const result = await writeExport(job, await openModel(job, { checkpoint, model }, { useEma }), options);
      job.emit({ type: "done", result });
      return result;
    }),
  );
}

async function writeExport(
  job: Job<ExportModelEvent>,
  checkpoint: Checkpoint,
  options: ExportOptions,
): Promise<ExportModelResult> {
  const { half, backbone, format } = options;
  const output = outputOf(options);
  await checkOutput(output, checkpoint.file);
  const described = describeExport(await known(checkpoint), options, tresnetVersion);
  const info = encodeInfo({ kind: backbone ? "backbone" : "weights", model: checkpoint.info.model });
  await startEngine(job, { device: "auto" });
  job.signal.throwIfAborted();
  const model = await loadModel(job, checkpoint);
  try {
    await exporters[format].write(model, output, { half, backbone, metadata: { ...described, ...info } });
  } finally {
    model.dispose();
  }
  const { size: bytes } = await stat(output);
  return { checkpoint: checkpoint.file, output, bytes, metadata: described };
}

/** The file to write. @throws UsageError when none is given, or it is not named for its format. */
export function outputOf({ output, format }: Pick<ExportOptions, "output" | "format">): string {
  const { extension } = exporters[format];
  if (output !== undefined && path.extname(output) === extension) return output;
  throw new UsageError(`--output: expected a file that ends in ${extension}, got ${output ?? "none"}.`);
}

/** @throws UsageError when the output is the run's own, or can't be written. */
async function checkOutput(output: string, checkpoint: string): Promise<void> {
  const run = runDirectory(path.dirname(checkpoint));
  const own = [checkpoint, run.best, run.last].map((file) => path.resolve(file));
  if (own.includes(path.resolve(output))) {
    throw new UsageError(`--output: expected another file than the run's own, got ${output}.`);
  }
  await checkOutputFile("--output", output);
}

/** What the run around a checkpoint knows of it; a run's best score is that of its best weights alone. */
async function known({ file, info: { model } }: Checkpoint) {
  const run = runDirectory(path.dirname(file));
  const config = await configBeside(file);
  if (config === undefined || path.resolve(file) !== path.resolve(run.best)) return { model, config };
  const last = await readInfo(run.last).catch(() => undefined);
  return { model, config, best: last?.position?.best };
}
