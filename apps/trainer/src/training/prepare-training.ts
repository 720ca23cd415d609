/** The settings of a training as a run has them, checked by themselves. */
import path from "node:path";
import type { OpenDatasetOptions } from "@tresnet/data";
import { isHubName } from "@tresnet/zoo";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { checkPretrained } from "../model/pretrained-weights.ts";
import { readingOf } from "../settings/data/reading-options.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { requireData } from "./checks/check-classes.ts";
import { checkSettings } from "./checks/check-regime.ts";
import type { TrainingTask } from "./tasks/task.ts";
import { taskOf } from "./tasks/task-of.ts";

/** Settings that are checked against each other, and how the data is read for them. */
export interface PreparedTraining {
  /** The settings, with the data's full name. */
  readonly options: TrainOptions & { readonly data: string };
  /** What the model is trained to answer. */
  readonly task: TrainingTask;
  /** How the data is read. */
  readonly reading: Pick<OpenDatasetOptions, keyof ReturnType<typeof readingOf>>;
}

/**
 * Checks the settings of a training, before anything is opened; `command` names the command in messages.
 * @throws UsageError when they don't fit together.
 */
export function prepareTraining(job: Job<CommonEvent>, given: TrainOptions, command: string): PreparedTraining {
  const { initialCheckpoint, imageRoot, exportOutput } = given;
  const named = { ...given, data: requireData(given, command) };
  const task = taskOf(job, named);
  const options = {
    ...named,
    // So that who repeats the run is not in doubt.
    ...(task.name === "detect" && { task: task.name }),
    // Like the data's, its path is the same wherever the run is repeated from.
    ...(initialCheckpoint !== undefined && {
      initialCheckpoint: isHubName(initialCheckpoint) ? initialCheckpoint : path.resolve(initialCheckpoint),
    }),
    ...(imageRoot !== undefined && { imageRoot: path.resolve(imageRoot) }),
    ...(exportOutput !== undefined && { exportOutput: path.resolve(exportOutput) }),
  };
  const reading = readingOf(options.data, options);
  checkSettings(options);
  checkPretrained(options);
  return { options, task, reading };
}

/** The settings that belong to a run of so many processes: where each stands is none of them. */
export function settingsOfRun(given: TrainOptions, processes: number): TrainOptions {
  const { processes: _, cluster: __, clusterTask: ___, clusterTimeout: ____, tfConfig: _____, ...settings } = given;
  return { ...settings, ...(processes > 1 && { processes }) };
}
