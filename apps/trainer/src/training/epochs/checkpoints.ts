/** The files that a training leaves for its next process, and the stop after one of them. */
import { ClusterError } from "@tresnet/engine";
import { saveCheckpoint } from "@tresnet/training";
import { InterruptedError } from "../../errors.ts";
import { encodeInfo, type Position } from "../../run-directory/checkpoint-metadata.ts";
import { readMetrics } from "../../run-directory/metrics-log.ts";
import { markOfPosition, markOfSettings, marksOfLines } from "../../run-directory/run-marks.ts";
import { shellWord } from "../../text/shell-word.ts";
import type { EpochSetup } from "./epoch-setup.ts";

/** Runs `work` with the averaged weights in the model, where the run averages. */
export function withAverage<T>({ learner }: Pick<EpochSetup, "learner">, work: () => Promise<T>): Promise<T> {
  return learner.average === undefined ? work() : learner.average.use(work);
}

/** Writes the weights of the best epoch so far, after so many steps of the run; task 0 does, of several processes. */
export async function saveBest(setup: EpochSetup, totalSteps: number): Promise<void> {
  const { run, mark, saved, learner, job, team } = setup;
  if (team.task > 0) return;
  await setup.lock.requireHeld();
  const metadata = encodeInfo({ kind: "weights", model: saved, ...(mark && { run: mark }), checksum: true });
  const options = { metadata, batches: totalSteps, checksum: true };
  await withAverage(setup, () => learner.learnable.save(run.best, options));
  job.emit({ type: "checkpoint", kind: "best", file: run.best, totalSteps });
}

/** Writes all that a process needs to go on from `position`; task 0 does, of several processes. */
export async function saveLast(setup: EpochSetup, position: Position): Promise<void> {
  const { run, command, mark, saved, learner, loader, job, team } = setup;
  if (team.task > 0) return;
  await setup.lock.requireHeld();
  const marks = {
    settings: markOfSettings(command),
    position: markOfPosition(position),
    metrics: marksOfLines(await readMetrics(run.metrics)),
  };
  const batchesBefore = learner.learnable.batchCounts();
  const place = { position, batchesBefore, marks };
  const info = encodeInfo({ kind: "training", model: saved, ...place, ...(mark && { run: mark }), checksum: true });
  await saveCheckpoint(run.last, learner.step.state(), info, { checksum: true });
  const totalSteps = position.epoch * loader.batchesPerEpoch + position.batch;
  job.emit({ type: "checkpoint", kind: "last", file: run.last, totalSteps });
}

/**
 * Ends the run when that was asked for, after a checkpoint of `position`; without one it is written already. It asks no
 * other process for anything: running statistics are those of all already.
 * @throws InterruptedError with the run's folder; ClusterError where a process is lost or has stopped.
 */
export async function stopIfRequested(setup: EpochSetup, position: Position | undefined): Promise<void> {
  const { job, run } = setup;
  if (!job.signal.aborted) return;
  if (position !== undefined) await saveLast(setup, position);
  if (job.signal.reason instanceof ClusterError) throw job.signal.reason;
  throw new InterruptedError(`Stopped. Go on with: ${job.program} train --resume ${shellWord(run.folder)}`, {
    run: run.folder,
  });
}
