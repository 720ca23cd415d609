/** A training in a new folder. */
import { rm } from "node:fs/promises";
import type { Dataset } from "@tresnet/data";
import { inTeam } from "../cluster/in-team.ts";
import type { MemberPlace } from "../cluster/place.ts";
import type { Team } from "../cluster/team.ts";
import { requireReadable } from "../images/require-readable.ts";
import type { Job } from "../job/job.ts";
import { startingOf } from "../model/pretrained-weights.ts";
import { start } from "../run-directory/checkpoint-metadata.ts";
import { commandOf } from "../run-directory/command-of.ts";
import { dataSamples } from "../run-directory/data-samples.ts";
import { environmentOf } from "../run-directory/environment.ts";
import { holdsResults } from "../run-directory/new-folder.ts";
import { takenFolder, writeConfig } from "../run-directory/run-directory.ts";
import { markOfRun } from "../run-directory/run-marks.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { finishRun } from "./finish-run.ts";
import { type EngineAndData, openData, startTrainingEngine } from "./open-engine-and-data.ts";
import { prepareTraining, settingsOfRun } from "./prepare-training.ts";
import { newRunOf, withRunLockOf } from "./run-of-team.ts";
import { setUpRun } from "./run-setup.ts";
import { requireSameData, requireSameSettings } from "./team-settings.ts";
import type { TrainEvent } from "./train-event.ts";
import type { TrainResult } from "./train-result.ts";

/** What a new training needs besides its settings. */
export interface NewRunOptions {
  /** Is asked before anything is written. */
  readonly checkImages: (train: Dataset) => void;
  /** Where this process stands among those that train together; undefined for one that trains alone. */
  readonly place?: MemberPlace | undefined;
}

/** Makes the folder of a run and trains in it to the end. */
export async function trainNewRun(
  job: Job<TrainEvent>,
  given: TrainOptions,
  { checkImages, place }: NewRunOptions,
): Promise<TrainResult> {
  const prepared = prepareTraining(job, settingsOfRun(given, place?.peers.length ?? 1), "train");
  const started = await startTrainingEngine(job, prepared.options, place?.cores);
  return inTeam<TrainEvent, TrainResult>(job, place, async (team, teamJob) => {
    await requireSameSettings(team, prepared);
    const opened = await openData(teamJob, prepared, started);
    await requireSameData(team, opened.fingerprint, opened.data.train);
    checkImages(opened.data.train);
    return trainOpened(teamJob, team, opened);
  });
}

async function trainOpened(job: Job<TrainEvent>, team: Team, opened: EngineAndData): Promise<TrainResult> {
  const { options, engine, threads, data, fingerprint, task, classes, notices } = opened;
  const warn = (message: string) => {
    notices.push(message);
    job.emit({ type: "notice", level: "warning", message });
  };
  await requireReadable(data, warn, job.signal);
  const starting = await startingOf(job, team, opened);
  const run = await newRunOf(team, options);
  return withRunLockOf(team, run, async (lock) => {
    // Two processes may have found the same folder, left by a run that was killed before it began.
    if (team.task === 0 && (await holdsResults(run.folder))) throw takenFolder(run.folder);
    const config = {
      command: commandOf(options),
      options,
      intraOpThreads: threads,
      environment: environmentOf(engine, options),
      data: { ...fingerprint, samples: await dataSamples(data.train) },
    };
    const { command } = config;
    const mark = markOfRun(command, config.data);
    const parts = { options: starting, run, command, mark, lock, data, task, classes, notices, team };
    if (team.task === 0) await writeConfig(run, config);
    const setup = await setUpRun(job, parts).catch(async (error: unknown) => {
      await lock.requireHeld();
      // The folder was made a moment ago, and nothing but the settings is in it.
      if (team.task === 0) await rm(run.folder, { recursive: true, force: true });
      throw error;
    });
    return finishRun(setup, parts, config, start);
  });
}
