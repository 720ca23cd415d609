/** A training in a new folder. */
import { rm } from "node:fs/promises";
import type { Dataset } from "@tresnet/data";
import { requireReadable } from "../images/require-readable.ts";
import type { Job } from "../job/job.ts";
import { pretrainedWeights, startingFrom } from "../model/pretrained-weights.ts";
import { start } from "../run-directory/checkpoint-metadata.ts";
import { commandOf } from "../run-directory/command-of.ts";
import { dataSamples } from "../run-directory/data-samples.ts";
import { environmentOf } from "../run-directory/environment.ts";
import { holdsResults } from "../run-directory/new-folder.ts";
import { createRunDirectory, takenFolder, writeConfig } from "../run-directory/run-directory.ts";
import { withRunLock } from "../run-directory/run-lock.ts";
import { markOfRun } from "../run-directory/run-marks.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { finishRun } from "./finish-run.ts";
import { openEngineAndData } from "./open-engine-and-data.ts";
import { followRun } from "./record/follow-run.ts";
import { setUpRun } from "./run-setup.ts";
import type { TrainEvent } from "./train-event.ts";
import type { TrainResult } from "./train-result.ts";

/** Makes the folder of a run and trains in it to the end; `checkImages` is asked before anything is written. */
export async function trainNewRun(
  job: Job<TrainEvent>,
  given: TrainOptions,
  checkImages: (train: Dataset) => void,
): Promise<TrainResult> {
  const { signal } = job;
  const opened = await openEngineAndData(job, given, { command: "train" });
  const { options, engine, threads, data, fingerprint, task, classes, notices } = opened;
  checkImages(data.train);
  const warn = (message: string) => {
    notices.push(message);
    job.emit({ type: "notice", level: "warning", message });
  };
  await requireReadable(data, warn, signal);
  const pretrained = await pretrainedWeights(job, options);
  const run = await createRunDirectory(options);
  return withRunLock(run, async (lock) => {
    // Two processes may have found the same folder, left by a run that was killed before it began.
    if (await holdsResults(run.folder)) throw takenFolder(run.folder);
    const config = {
      command: commandOf(options),
      options,
      intraOpThreads: threads,
      environment: environmentOf(engine, options),
      data: { ...fingerprint, samples: await dataSamples(data.train) },
    };
    const { command } = config;
    const mark = markOfRun(command, config.data);
    const parts = {
      options: startingFrom(job, pretrained, opened),
      run,
      command,
      mark,
      lock,
      data,
      task,
      classes,
      notices,
    };
    await writeConfig(run, config);
    return followRun(job, run, lock, async (followed) => {
      const setup = await setUpRun(followed, parts).catch(async (error: unknown) => {
        await lock.requireHeld();
        // The folder was made a moment ago, and nothing but the settings is in it.
        await rm(run.folder, { recursive: true, force: true });
        throw error;
      });
      return finishRun(setup, parts, config, start);
    });
  });
}
