/** `train` and `resume`: a training from its settings, or from its run directory, to its report. */
import { CheckpointError } from "@tresnet/checkpoints";
import type { Dataset } from "@tresnet/data";
import type { z } from "zod";
import { InterruptedError } from "../errors.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { checkLoggers } from "../logging/loggers.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../settings/train-options.ts";
import { trainNewRun } from "../training/new-run.ts";
import { resumeRun } from "../training/resumed-run.ts";
import type { TrainEvent } from "../training/train-event.ts";
import type { TrainResult } from "../training/train-result.ts";
import { checkExportedImages, checkExportedRun, exportedRun } from "./exporting/exported-run.ts";

/**
 * The settings of `tresnet train`, spelled as in code (`batchSize`); what is left out has its default.
 *
 * `tresnet train --help` says of each what it does, what it may be and what it is by default.
 *
 * A recipe is spread into it: `train({ ...recipes.finetune.options, data: "folder:photos" })`.
 */
export interface TrainInput extends z.input<typeof trainTable> {
  /** What to train on, such as "folder:photos" or "cifar10"; relative paths are the process's. */
  readonly data: string;
}

/**
 * Trains a model as `tresnet train` does: makes a run directory with settings, metrics, checkpoints and a report, and
 * scores the best weights on the test images, or on the validation images where there are no test images; with `export`
 * the best weights are exported then, as `exportModel` does.
 *
 * Nothing is printed, and no signal of the process is listened to. TensorFlow is started where it does not run yet, on
 * the device and with the threads of the first call in a process. Calls may follow each other, and must not overlap.
 * @throws UsageError naming the option that is wrong, or what of the settings does not fit the data.
 * @throws InterruptedError when `signal` is aborted; its `run` can be resumed where a checkpoint was written.
 * @throws NonFiniteError when loss or gradients leave the finite range, with the way on in its message; DataError,
 * CheckpointError, HubError, ProvisionError.
 */
export function train(options: TrainInput, settings: JobOptions<TrainEvent> = {}): Promise<TrainResult> {
  return runJob(settings, async (job) => {
    const resolved = resolveOptions(trainTable, [{ source: "train", spelling: "code", values: { ...options } }]);
    await checkExportedRun(resolved);
    checkLoggers(resolved.log);
    const checkImages = (train: Dataset) => checkExportedImages(resolved, train);
    const trained = () => trainNewRun(job, resolved, checkImages);
    return untilInterrupted(job, "Stopped before the first checkpoint.", async () => finish(job, await trained()));
  });
}

/**
 * Goes on with the training in a run directory exactly where it stopped, and ends with the bits of one that never
 * stopped; a run without a checkpoint begins anew, a finished one is tested, reported and exported again.
 * @throws UsageError when the folder holds no run, or the data has changed; what `train` throws.
 */
export function resume(folder: string, settings: JobOptions<TrainEvent> = {}): Promise<TrainResult> {
  return runJob(settings, (job) =>
    untilInterrupted(job, `Stopped. ${folder} is as it was.`, async () =>
      finish(job, await resumeRun(job, folder, checkExportedRun)),
    ),
  );
}

/** Exports a trained run where its settings say so, and tells of the end. */
async function finish(job: Job<TrainEvent>, trained: TrainResult): Promise<TrainResult> {
  const result = await exportedRun(job, trained);
  job.emit({ type: "done", result });
  return result;
}

/** Runs a training; when it was told to stop, what went wrong on the disk is told, and what was broken off is not. */
async function untilInterrupted<Result>(
  { signal }: Job<TrainEvent>,
  message: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isOfDisk = error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
    if (!signal.aborted || error instanceof InterruptedError || error instanceof CheckpointError || isOfDisk)
      throw error;
    throw new InterruptedError(message, { cause: error });
  }
}
