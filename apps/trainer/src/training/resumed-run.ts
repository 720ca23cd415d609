/** A training that goes on in the folder of an earlier process. */
import { openSafetensors } from "@tresnet/checkpoints";
import type { HeldLock } from "@tresnet/files";
import type { Job } from "../job/job.ts";
import { pretrainedWeights, startingFrom } from "../model/pretrained-weights.ts";
import { epochsWithoutMetrics } from "../run-directory/check-metrics.ts";
import { start } from "../run-directory/checkpoint-metadata.ts";
import { type EarlierRun, earlierRun } from "../run-directory/earlier-run.ts";
import { environmentOf } from "../run-directory/environment.ts";
import { requireOwnBest } from "../run-directory/own-best.ts";
import { type RunConfig, readConfigOf, runDirectory } from "../run-directory/run-directory.ts";
import { withRunLock } from "../run-directory/run-lock.ts";
import { markOfRun, markOfSettings } from "../run-directory/run-marks.ts";
import { verifyChecksum } from "../run-directory/verify-checksum.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { checkPosition } from "./checks/check-position.ts";
import { checkSameData } from "./checks/check-same-data.ts";
import { finishRun } from "./finish-run.ts";
import { openEngineAndData } from "./open-engine-and-data.ts";
import { followRun } from "./record/follow-run.ts";
import { type RunSetup, setUpRun } from "./run-setup.ts";
import type { TrainEvent } from "./train-event.ts";
import type { TrainResult } from "./train-result.ts";

/**
 * Goes on with the run in `folder` from its last checkpoint to the end; one without a checkpoint begins anew.
 * `checkSettings` is asked first.
 */
export async function resumeRun(
  job: Job<TrainEvent>,
  folder: string,
  checkSettings: (options: TrainOptions) => Promise<void>,
): Promise<TrainResult> {
  const run = runDirectory(folder);
  await checkSettings((await readConfigOf(run)).options); // what is no run is not locked
  const onDoubt = (message: string) => job.emit({ type: "notice", level: "warning", message });
  const train = (lock: HeldLock) =>
    followRun(job, run, lock, async (followed) => goOn(followed, await earlierRun(folder), lock));
  return withRunLock(run, train, { onDoubt, signal: job.signal });
}

async function goOn(job: Job<TrainEvent>, earlier: EarlierRun, lock: HeldLock): Promise<TrainResult> {
  const { run, config, position, info, batchesBefore } = earlier;
  if (info !== undefined) await verifyChecksum(run.last, info);
  const opened = await openEngineAndData(job, config.options, {
    command: "train",
    threads: config.intraOpThreads,
    check: (found) => checkSameData(run, config, found),
  });
  const { options, engine, data, task, classes, notices } = opened;
  for (const message of otherConditions(config.environment, environmentOf(engine, options))) {
    job.emit({ type: "notice", level: "warning", message });
  }
  // A run that goes on has its weights in its own checkpoint, and needs the file that it began with no more.
  const starting =
    position === start
      ? startingFrom(job, await pretrainedWeights(job, options), opened)
      : { ...options, initialCheckpoint: undefined };
  const { command } = config;
  const mark = info === undefined ? markOfRun(command, config.data) : info.run;
  const parts = { options: starting, run, command, mark, lock, data, task, classes, notices };
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
  checkPosition(run, found, { options, saved, batchesPerEpoch, settings: markOfSettings(config.command) });
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
