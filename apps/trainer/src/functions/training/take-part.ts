/** Trains in this process: alone, or as one of several. */
import type { Dataset } from "@tresnet/data";
import type { MemberPlace } from "../../cluster/place.ts";
import type { Job } from "../../job/job.ts";
import type { TrainingWork } from "../../processes/messages.ts";
import { trainNewRun } from "../../training/new-run.ts";
import { resumeRun } from "../../training/resumed-run.ts";
import type { TrainEvent } from "../../training/train-event.ts";
import type { TrainResult } from "../../training/train-result.ts";
import { checkExportedImages, checkExportedRun } from "../exporting/exported-run.ts";

/**
 * Does this process's part of a training. Of several, task 0 writes the run and tells what happens; the others tell of
 * warnings alone.
 */
export function takePart(
  job: Job<TrainEvent>,
  work: TrainingWork,
  place: MemberPlace | undefined,
): Promise<TrainResult> {
  const quiet = place === undefined || place.task === 0 ? job : { ...job, emit: warningsTo(job) };
  if (work.kind === "resume") return resumeRun(quiet, work.folder, { checkSettings: checkExportedRun, place });
  const checkImages = (train: Dataset) => checkExportedImages(work.options, train);
  return trainNewRun(quiet, work.options, { checkImages, place });
}

function warningsTo({ emit }: Pick<Job<TrainEvent>, "emit">) {
  return (event: TrainEvent) => {
    if (event.type === "notice" && event.level === "warning") emit(event);
  };
}
