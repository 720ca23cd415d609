/** `exportModel`: a trained model to give away, as a file or a folder of some format. */
import type { z } from "zod";
import type { CheckedExport, ExportModelResult } from "../export/export-result.ts";
import type { Exporter } from "../export/exporter.ts";
import { exporters } from "../export/exporters.ts";
import type { CommonEvent, DoneEvent } from "../job/events.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { untilStopped } from "../job/stop.ts";
import { type Checkpoint, loadModel } from "../model/load-model.ts";
import { isDetector } from "../model/open-detector.ts";
import { openModel } from "../model/open-model.ts";
import { startEngine } from "../model/start-engine.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { type ExportOptions, exportTable } from "../settings/export-options.ts";
import { shellWord } from "../text/shell-word.ts";
import { checkWritten } from "./exporting/check-written.ts";
import { exportContent } from "./exporting/export-content.ts";
import { checkClassifierSettings, checkOutput, checkSettings, outputOf, sizeOf } from "./exporting/export-output.ts";
import { imagesToCheck } from "./exporting/images-to-check.ts";
import { quantizeOptions } from "./exporting/quantize-options.ts";
import { writeDetector } from "./exporting/write-detector.ts";
import { sizeOnDisk, writeOutput } from "./exporting/write-output.ts";

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
  /** The file or folder to write. */
  readonly output: string;
}

/** Everything that `exportModel` tells, by its `type`; the last event is "done". */
export type ExportModelEvent = CommonEvent | DoneEvent<ExportModelResult>;

/**
 * Writes the weights that `evaluate` takes, averaged where the training averaged, with a description of what they are
 * and how they were made, as `tresnet export` does. What was written is run beside the model before it gets its name.
 * @throws UsageError naming the option that is wrong; ExportError when the export answers otherwise than the model, or
 * the disk is full; CheckpointError, ProvisionError; InterruptedError when `signal` is aborted. Nothing is left then.
 */
export function exportModel(
  { checkpoint, ...values }: ExportModelInput,
  settings: JobOptions<ExportModelEvent> = {},
): Promise<ExportModelResult> {
  return runJob(settings, (job) =>
    untilStopped(job, async () => {
      const options = resolveOptions(exportTable, [{ source: "exportModel", spelling: "code", values }]);
      checkSettings(options);
      const { useEma, model, cropPct, cropMode, interpolation, mean, std } = options;
      const size = sizeOf(options);
      const preparation = { cropPct, cropMode, interpolation, mean, std };
      const settings = { useEma, ...preparation, ...(typeof size === "number" && { imgSize: size }) };
      const result = await writeExport(job, await openModel(job, { checkpoint, model }, settings), options);
      job.emit({ type: "done", result });
      return result;
    }),
  );
}

/**
 * Exports an opened checkpoint by options that `checkSettings` has passed, for whatever job.
 * @throws as `exportModel` does.
 */
export async function writeExport(
  job: Job<CommonEvent>,
  checkpoint: Checkpoint,
  options: ExportOptions,
): Promise<ExportModelResult> {
  if (isDetector(checkpoint)) return writeDetector(job, checkpoint, options);
  checkClassifierSettings(checkpoint, options);
  const exporter: Exporter = exporters[options.format];
  const output = outputOf(options);
  await checkOutput(output, checkpoint.file, options);
  const described = await exportContent(job, checkpoint, options);
  await startEngine(job, { device: "auto" });
  job.signal.throwIfAborted();
  const content = {
    ...described.content,
    quantize: await quantizeOptions(job, checkpoint, described.content, options),
  };
  const model = await loadModel(job, checkpoint);
  let checked: CheckedExport | string | undefined;
  const images = () => imagesToCheck(job, checkpoint, options.data);
  try {
    await writeOutput(exporter, output, async (file) => {
      await exporter.write(model, file, content);
      if (!options.check) return;
      checked = await checkWritten(exporter, file, { model, content, images });
      if (typeof checked === "object") await exporter.addNote?.(file, JSON.stringify(checked));
    });
  } finally {
    model.dispose();
  }
  return {
    checkpoint: checkpoint.file,
    output,
    bytes: await sizeOnDisk(output),
    metadata: described.described,
    ...(typeof checked === "object" && { check: checked }),
    ...(typeof checked === "string" && { notChecked: checked }),
    ...(exporter.openBy !== undefined && { open: `${exporter.openBy} ${shellWord(output)}` }),
  };
}
