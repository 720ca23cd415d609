/** The export at the end of a training: what is wrong with it is told before the training begins. */
import path from "node:path";
import { type Dataset, hasBoxes, isMultiLabel } from "@tresnet/data";
import { isDetectorName } from "@tresnet/detection";
import { useMlDecoder } from "@tresnet/heads";
import { architectureOf, buildModel, type ImageClassifier } from "@tresnet/zoo";
import { InterruptedError, UsageError } from "../../errors.ts";
import type { ExportModelResult } from "../../export/export-result.ts";
import type { ExportContent, Exporter } from "../../export/exporter.ts";
import { exporters } from "../../export/exporters.ts";
import { savedHead } from "../../images/data-plan.ts";
import type { Job } from "../../job/job.ts";
import { openModel } from "../../model/open-model.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import { flagsOf } from "../../run-directory/command-of.ts";
import type { RunDirectory } from "../../run-directory/run-directory.ts";
import { exportTable } from "../../settings/export-options.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import { shellWord } from "../../text/shell-word.ts";
import type { TrainEvent } from "../../training/train-event.ts";
import type { TrainResult } from "../../training/train-result.ts";
import { writeExport } from "../export-model.ts";
import { checkFree, outputOf } from "./export-output.ts";
import { detectorFormats } from "./write-detector.ts";

type FormatName = keyof typeof exporters;

/**
 * Checks what the settings alone say of the export.
 * @throws UsageError when its place is taken or no place at all, or the format can't hold such a model.
 */
export async function checkExportedRun(options: TrainOptions): Promise<void> {
  const { export: format, exportOutput: output } = options;
  if (format === undefined && output === undefined) return;
  if (format === undefined) {
    throw new UsageError("--export-output: expected --export FORMAT with it, got none. Give both, or neither.");
  }
  if (output !== undefined) {
    await checkFree("--export-output", outputOf({ output, format }, "--export-output"), { format }, "");
  }
  const classifier = classifierFor(format, options, false);
  if (classifier !== undefined) refuse(format, buildModel(architectureOf(classifier)), undefined);
}

/**
 * Checks what is known of the export once TensorFlow runs and the images are there.
 * @throws UsageError when the format can't hold a model of such a head or such answers.
 */
export function checkExportedImages({ export: format, ...options }: TrainOptions, train: Dataset): void {
  if (format === undefined) return;
  const classifier = classifierFor(format, options, hasBoxes(train));
  if (classifier === undefined) return;
  const numClasses = train.classNames.length;
  const model = buildModel(architectureOf(classifier), { numClasses });
  const head = savedHead(options, numClasses);
  if (head !== undefined) useMlDecoder(model, numClasses, head);
  try {
    refuse(format, model, isMultiLabel(train) ? "multi-label" : "single-label");
  } finally {
    model.dispose();
  }
}

/** The classifier that is trained; undefined for a detector. @throws UsageError when the format can't hold one. */
function classifierFor(format: FormatName, { model, task }: Pick<TrainOptions, "model" | "task">, findsBoxes: boolean) {
  if (task !== "detect" && !findsBoxes && !isDetectorName(model)) return model;
  const { detectors }: Exporter = exporters[format];
  if (detectors !== undefined) return undefined;
  throw new UsageError(
    `--export ${format}: expected one of ${detectorFormats().join(", ")} for a detector, since ${format} holds classifiers alone. Choose it, or leave --export out.`,
  );
}

function refuse(format: FormatName, model: ImageClassifier, task: ExportContent["task"] | undefined): void {
  const { refusal }: Exporter = exporters[format];
  const reason = refusal?.(model, task);
  if (reason !== undefined) throw new UsageError(`--export ${format}: ${reason}`);
}

/**
 * Exports the best weights of a finished run, if its settings say so. In the run's own folder an earlier export of it
 * is replaced.
 * @throws as `exportModel` does, with the way on; InterruptedError, after which the run can be resumed.
 */
export async function exportedRun(job: Job<TrainEvent>, result: TrainResult): Promise<TrainResult> {
  const { run, options } = result;
  const { export: format, exportOutput } = options;
  if (format === undefined) return result;
  const output = exportOutput ?? path.join(run.folder, usualName(format));
  job.emit({ type: "notice", level: "info", message: `exporting as ${format}, with a check of what was written` });
  try {
    return { ...result, exported: await written(job, run, { format, output, force: exportOutput === undefined }) };
  } catch (error) {
    const { program, signal } = job;
    if (signal.aborted) {
      throw new InterruptedError(
        `Stopped in the export. Go on with: ${program} train --resume ${shellWord(run.folder)}`,
        { run: run.folder, cause: error },
      );
    }
    if (error instanceof Error) {
      const again = [program, "export", shellWord(run.folder), ...flagsOf({ format, output })].join(" ");
      error.message += ` The training is done: export it by ${again}`;
    }
    throw error;
  }
}

async function written(
  job: Job<TrainEvent>,
  run: RunDirectory,
  values: { readonly format: FormatName; readonly output: string; readonly force: boolean },
): Promise<ExportModelResult> {
  const options = resolveOptions(exportTable, [{ source: "train", spelling: "code", values }]);
  return writeExport(job, await openModel(job, { checkpoint: run.folder }), options);
}

function usualName(format: FormatName): string {
  const { extension, usualName }: Exporter = exporters[format];
  return usualName ?? (extension === "" ? format : `export${extension}`);
}
