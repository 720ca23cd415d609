/** Which task a training is of. */
import { datasetOf } from "@tresnet/data";
import { isDetectorName } from "@tresnet/detection";
import type { NoticeEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import type { TrainOptions } from "../../settings/train-options.ts";
import { classification } from "./classification.ts";
import { detection } from "./detection.ts";
import type { TrainingTask } from "./task.ts";

/** All tasks, by the name that `--task` has for them: a new one is a file and a row here. */
const tasks = { classify: classification, detect: detection } as const satisfies Record<
  NonNullable<TrainOptions["task"]>,
  TrainingTask
>;

/**
 * The task that the settings ask for, else that of the model or of data that has boxes alone, of which the job is told;
 * else images are classified.
 */
export function taskOf(
  { emit }: Pick<Job<NoticeEvent>, "emit">,
  { task, model, data = "" }: Pick<TrainOptions, "task" | "model" | "data">,
): TrainingTask {
  if (task !== undefined) return tasks[task];
  const row = datasetOf(data)?.row;
  const reason = isDetectorName(model)
    ? `${model} is a detector`
    : row?.hasBoxesAlone === true && `${row.name} has boxes around objects`;
  if (!reason) return tasks.classify;
  emit({ type: "notice", level: "info", message: `task: detect, since ${reason} (--task says another)` });
  return tasks.detect;
}
