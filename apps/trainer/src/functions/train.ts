/** `train` and `resume`: a training from its settings, or from its run directory, to its report. */
import { CheckpointError } from "@tresnet/checkpoints";
import { ClusterError } from "@tresnet/engine";
import type { z } from "zod";
import { type FoundPlace, placeOf } from "../cluster/place.ts";
import { InterruptedError } from "../errors.ts";
import { type Job, type JobOptions, runJob } from "../job/job.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import type { TrainingWork } from "../processes/messages.ts";
import { trainInProcesses } from "../processes/train-in-processes.ts";
import { readConfigOf, runDirectory } from "../run-directory/run-directory.ts";
import { placeTable } from "../settings/cluster/cluster-options.ts";
import { type TrainOptions, trainTable } from "../settings/train-options.ts";
import type { TrainEvent } from "../training/train-event.ts";
import type { TrainResult } from "../training/train-result.ts";
import { checkExportedRun, exportedRun } from "./exporting/exported-run.ts";
import { takePart } from "./training/take-part.ts";

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
 *
 * With `processes` it trains in so many processes that it starts, and all have ended when it returns. With `cluster`,
 * or by the variable TF_CONFIG, this process is one of several that somebody starts, and can be so once in its life:
 * task 0 writes the run and tells what happens.
 * @throws UsageError naming the option that is wrong, or what of the settings does not fit the data.
 * @throws ClusterError when another process does not come, does not fit, is lost or has stopped.
 * @throws InterruptedError when `signal` is aborted; its `run` can be resumed where a checkpoint was written.
 * @throws NonFiniteError when loss or gradients leave the finite range, with the way on in its message; DataError,
 * CheckpointError, HubError, ProvisionError.
 */
export function train(options: TrainInput, settings: JobOptions<TrainEvent> = {}): Promise<TrainResult> {
  return runJob(settings, async (job) => {
    const resolved = resolveOptions(trainTable, [{ source: "train", spelling: "code", values: { ...options } }]);
    await checkExportedRun(resolved);
    const found = placeOf(resolved);
    const work: TrainingWork = { kind: "train", options: resolved };
    return untilInterrupted(job, "Stopped before the first checkpoint.", () =>
      trainAndExport(job, { work, found, device: resolved.device }),
    );
  });
}

/** How many processes go on with a run, and where this one stands among them: settings of `train`. */
export interface ResumeInput
  extends Partial<Pick<TrainInput, "processes" | "cluster" | "clusterTask" | "clusterTimeout" | "tfConfig">> {}

/**
 * Goes on with the training in a run directory exactly where it stopped, and ends with the bits of one that never
 * stopped; a run without a checkpoint begins anew, a finished one is tested, reported and exported again.
 *
 * `place` says how many processes go on, by default as many as the run began with; with another number it ends with
 * other last digits. Of processes on several machines task 0 alone needs the folder.
 * @throws UsageError when the folder holds no run, or the data has changed; what `train` throws.
 */
export function resume(
  folder: string,
  settings: JobOptions<TrainEvent> = {},
  place: ResumeInput = {},
): Promise<TrainResult> {
  return runJob(settings, async (job) => {
    const given = resolveOptions(placeTable, [{ source: "resume", spelling: "code", values: { ...place } }]);
    // What is no run is told when it is opened.
    const options = await readConfigOf(runDirectory(folder)).then(
      (config) => config.options,
      () => undefined,
    );
    const found = placeOf(given, { usual: options?.processes });
    const work: TrainingWork = { kind: "resume", folder };
    return untilInterrupted(job, `Stopped. ${folder} is as it was.`, () =>
      trainAndExport(job, { work, found, device: options?.device ?? "auto" }),
    );
  });
}

/** A training, and where it is done. */
interface PlacedTraining {
  readonly work: TrainingWork;
  readonly found: FoundPlace;
  readonly device: TrainOptions["device"];
}

/** Trains, exports the run where its settings say so, and tells of the end: of several processes task 0 does. */
async function trainAndExport(
  job: Job<TrainEvent>,
  { work, found: { place, notice }, device }: PlacedTraining,
): Promise<TrainResult> {
  if (notice !== undefined) job.emit({ type: "notice", level: "info", message: notice });
  const trained =
    place.kind === "start"
      ? await trainInProcesses(job, { work, place, device })
      : await takePart(job, work, place.kind === "member" ? place : undefined);
  if (place.kind === "member" && place.task > 0) return trained;
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
    const isNews = isOfDisk || error instanceof CheckpointError || error instanceof ClusterError;
    if (!signal.aborted || error instanceof InterruptedError || isNews) throw error;
    throw new InterruptedError(message, { cause: error });
  }
}
