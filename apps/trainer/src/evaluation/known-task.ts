/** Whether an image has one class or several, for weights of others, which seldom say it. */
import { type Dataset, isMultiLabel } from "@tresnet/data";
import { UsageError } from "../errors.ts";
import type { NoticeEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import type { Checkpoint } from "../model/load-model.ts";

type Task = "single-label" | "multi-label";

type Noticing = Pick<Job<NoticeEvent>, "emit">;

/** The checkpoint with the task of the data, where it does not say its own. */
export function taskOfData(job: Noticing, checkpoint: Checkpoint, data: Dataset): Checkpoint {
  if (isTold(checkpoint)) return checkpoint;
  const task = isMultiLabel(data) ? "multi-label" : "single-label";
  if (task === "multi-label") tell(job, checkpoint, "several, as in the data");
  return withTask(checkpoint, task);
}

/**
 * The checkpoint with the task that `--task` says, else with one class per image, which is told, where it does not say
 * its own.
 * @throws UsageError when it says another.
 */
export function taskAsGiven(job: Noticing, checkpoint: Checkpoint, given: Task | undefined): Checkpoint {
  const { file, info } = checkpoint;
  if (!isTold(checkpoint)) {
    if (given === undefined) tell(job, checkpoint, "one is assumed (--task multi-label: several)");
    return withTask(checkpoint, given ?? "single-label");
  }
  const told = info.model.task ?? "single-label";
  if (given === undefined || given === told) return checkpoint;
  throw new UsageError(`--task: expected ${told}, which ${file} was trained on, got ${given}. Leave it out.`);
}

/** Own checkpoints of one class per image are the ones that do not spell it out. */
function isTold({ isForeign, info }: Checkpoint): boolean {
  return !isForeign || info.model.task !== undefined;
}

function tell({ emit }: Noticing, { file }: Checkpoint, assumed: string): void {
  const message = `labels: ${file} does not say whether an image has one class or several: ${assumed}`;
  emit({ type: "notice", level: "info", message });
}

function withTask(checkpoint: Checkpoint, task: Task): Checkpoint {
  const { info } = checkpoint;
  return { ...checkpoint, info: { ...info, model: { ...info.model, task } } };
}
