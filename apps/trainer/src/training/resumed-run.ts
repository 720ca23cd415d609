/** A training that goes on in the folder of an earlier process. */
import { openSafetensors } from "@tresnet/checkpoints";
import type { HeldLock } from "@tresnet/files";
import { inTeam } from "../cluster/in-team.ts";
import type { MemberPlace } from "../cluster/place.ts";
import type { Team } from "../cluster/team.ts";
import { wholeBatchOf } from "../cluster/whole-batch.ts";
import type { Job } from "../job/job.ts";
import { startingOf } from "../model/pretrained-weights.ts";
import { epochsWithoutMetrics } from "../run-directory/check-metrics.ts";
import { start } from "../run-directory/checkpoint-metadata.ts";
import { type EarlierRun, earlierRun } from "../run-directory/earlier-run.ts";
import { environmentOf } from "../run-directory/environment.ts";
import { requireOwnBest } from "../run-directory/own-best.ts";
import { type RunConfig, readConfigOf, runDirectory } from "../run-directory/run-directory.ts";
import { markOfRun, markOfSettings } from "../run-directory/run-marks.ts";
import { verifyChecksum } from "../run-directory/verify-checksum.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { checkPosition } from "./checks/check-position.ts";
import { checkSameData } from "./checks/check-same-data.ts";
import { finishRun } from "./finish-run.ts";
import { openData, type StartedEngine, startTrainingEngine } from "./open-engine-and-data.ts";
import { prepareTraining } from "./prepare-training.ts";
import { withRunLockOf } from "./run-of-team.ts";
import { type RunSetup, setUpRun } from "./run-setup.ts";
import { requireSameData, requireSameSettings } from "./team-settings.ts";
import type { TrainEvent } from "./train-event.ts";
import type { TrainResult } from "./train-result.ts";

/** How a run is gone on with. */
export interface ResumeOptions {
  /** Is asked first. */
  readonly checkSettings: (options: TrainOptions) => Promise<void>;
  /** Where this process stands among those that train together; undefined for one that trains alone. */
  readonly place?: MemberPlace | undefined;
}

/**
 * Goes on with the run in `folder` from its last checkpoint to the end; one without a checkpoint begins anew. Of
 * several processes task 0 alone needs the folder: it tells the others.
 */
export async function resumeRun(
  job: Job<TrainEvent>,
  folder: string,
  { checkSettings, place }: ResumeOptions,
): Promise<TrainResult> {
  const run = runDirectory(folder);
  const task = place?.task ?? 0;
  const known = await readConfigOf(run).catch((error: unknown) => {
    if (task === 0) throw error;
    return undefined;
  });
  if (known !== undefined && task === 0) await checkSettings(known.options); // what is no run is not locked
  const started = await startTrainingEngine(job, enginesOf(known, place), place?.cores);
  return inTeam<TrainEvent, TrainResult>(job, place, async (team, teamJob) => {
    const onDoubt = (message: string) => teamJob.emit({ type: "notice", level: "warning", message });
    const train = async (lock: HeldLock) => {
      const earlier = await earlierOf(team, folder);
      return goOn(teamJob, team, earlier, started, lock);
    };
    return withRunLockOf(team, run, train, { onDoubt, signal: teamJob.signal });
  });
}

/** What TensorFlow is to run on: as before where as many processes go on, so that they end with the same bits. */
function enginesOf(
  known: RunConfig | undefined,
  place: MemberPlace | undefined,
): Parameters<typeof startTrainingEngine>[1] {
  if (known === undefined) return { device: "auto" };
  const { options, intraOpThreads } = known;
  const isSame = (place?.peers.length ?? 1) === (options.processes ?? 1);
  return { device: options.device, threads: isSame ? intraOpThreads : options.threads };
}

/** What there is of the run: task 0 reads it, and tells the others, who may have no such folder. */
async function earlierOf(team: Team, folder: string): Promise<EarlierRun> {
  const own = team.task === 0 ? await earlierRun(folder) : undefined;
  const told = await team.told(own && { ...own, info: undefined, isNew: own.position === start });
  if (own !== undefined) return own;
  if (told === undefined) throw new Error("earlierOf: expected task 0 to tell of the run, got nothing.");
  return { ...told, position: told.isNew ? start : told.position };
}

async function goOn(
  job: Job<TrainEvent>,
  team: Team,
  earlier: EarlierRun,
  started: StartedEngine,
  lock: HeldLock,
): Promise<TrainResult> {
  const { run, config, position, info, batchesBefore } = earlier;
  if (info !== undefined) await verifyChecksum(run.last, info);
  const prepared = prepareTraining(job, config.options, "train");
  await requireSameSettings(team, prepared);
  const check = (found: RunConfig["data"]) => checkSameData(run, config, found);
  const opened = await openData(job, prepared, started, check);
  await requireSameData(team, opened.fingerprint, opened.data.train);
  const { options, engine, data, task, classes, notices } = opened;
  const changes = [
    ...otherConditions(config.environment, environmentOf(engine, options)),
    ...otherNumber(options, team),
  ];
  for (const message of changes) job.emit({ type: "notice", level: "warning", message });
  // A run that goes on has its weights in its own checkpoint, and needs the file that it began with no more.
  const starting =
    position === start ? await startingOf(job, team, opened) : { ...options, initialCheckpoint: undefined };
  const { command } = config;
  const mark = info === undefined ? markOfRun(command, config.data) : info.run;
  const parts = { options: starting, run, command, mark, lock, data, task, classes, notices, team };
  const setup = await setUpRun(job, parts);
  await checkCheckpoint(setup, earlier).catch(async (error: unknown) => {
    await setup.dispose();
    throw error;
  });
  if (position !== start) setup.epochs.learner.learnable.restoreBatchCounts(batchesBefore);
  return finishRun(setup, parts, config, position);
}

/** Compares what the folder says with what settings and data make of the run, before anything of it is replaced. */
async function checkCheckpoint({ epochs }: RunSetup, { run, config, position, info }: EarlierRun): Promise<void> {
  if (info === undefined) return;
  await requireOwnBest(run);
  const { marks } = info;
  const { options, saved, loader, job } = epochs;
  const { batchesPerEpoch } = loader;
  const updates = await updatesIn(run.last);
  const found = { position, model: info.model, updates, marks };
  const whole = { ...options, batchSize: wholeBatchOf(options) };
  checkPosition(run, found, { options: whole, saved, batchesPerEpoch, settings: markOfSettings(config.command) });
  const lines = { epochs: position.epoch, stepsPerEpoch: batchesPerEpoch, marks: marks?.metrics };
  const missing = await epochsWithoutMetrics(run.metrics, lines);
  if (missing.length === 0) return;
  const message = `${run.metrics} has no line of ${missing.length === 1 ? "epoch" : "epochs"} ${missing.join(", ")}: curves and report lack what was measured then`;
  job.emit({ type: "notice", level: "warning", message });
}

/** The updates of the weights that a checkpoint's own count says. */
async function updatesIn(file: string): Promise<number | undefined> {
  const opened = await openSafetensors(file);
  try {
    if (!opened.entries.has("step")) return undefined;
    const { data } = await opened.read("step");
    return Number(data[0]);
  } finally {
    await opened.close();
  }
}

/** A sentence for each condition that changes what a run ends with and that is not as it began. */
function otherConditions(before: RunConfig["environment"], now: RunConfig["environment"]): string[] {
  return ["device", "precision", "TensorFlow"].flatMap((what) =>
    before[what] === now[what]
      ? []
      : [
          `The run began with ${what} ${before[what] ?? "unknown"} and goes on with ${now[what]}: it will not end with the same bits.`,
        ],
  );
}

/** A sentence where another number of processes goes on. */
function otherNumber(options: TrainOptions, { size }: Team): string[] {
  const { processes: before = 1, syncBn } = options;
  if (before === size) return [];
  const whole = wholeBatchOf(options);
  const figures = syncBn
    ? "the same figures, to rounding"
    : "other figures: batch norm sees parts of another size (--sync-bn would see whole batches)";
  return [
    `The run began with ${countOf(before)} and goes on with ${countOf(size)}, by the same batches of ${whole} images: it will end with ${figures}.`,
  ];
}

function countOf(processes: number): string {
  return processes === 1 ? "1 process" : `${processes} processes`;
}
