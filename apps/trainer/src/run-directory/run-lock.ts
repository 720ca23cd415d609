/** One training at a time in a run's folder. */
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { diskProblem, type HeldLock, type LockHolder, withFolderLock } from "@tresnet/files";
import { InterruptedError, UsageError } from "../errors.ts";
import type { RunDirectory } from "./run-directory.ts";

/** Whom the waiting for a lock is told, and what ends it. */
export interface RunLockOptions {
  /** Called once when it is not certain whether the lock's owner still lives, which takes up to a minute to see. */
  readonly onDoubt?: ((message: string) => void) | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains in the run's folder, alone. A training on this machine keeps the folder as long as its process lives, asleep
 * too; a lock of a process that is dead is no lock. One of another machine or container counts as dead when it has
 * given no sign of life for a minute.
 * @throws UsageError when another process is training in the folder, or nothing can be written there; InterruptedError
 * when aborted before it began.
 */
export async function withRunLock<T>(
  run: RunDirectory,
  train: (lock: HeldLock) => Promise<T>,
  { onDoubt, signal }: RunLockOptions = {},
): Promise<T> {
  let isTold = false;
  let hasBegun = false;
  const onWait = (owner: number | undefined, holder: LockHolder | undefined) => {
    const who = `process ${owner ?? "unknown"}${holder && holder.host !== hostname() ? ` on ${holder.host}` : ""}`;
    if (holder?.isAlive) {
      throw new UsageError(`${run.folder}: expected no other training in this folder, got ${who}. Stop it first.`);
    }
    if (!isTold) onDoubt?.(`${run.folder}: ${who} trained here; waiting up to a minute to see whether it still does.`);
    isTold = true;
  };
  const work = async (lock: HeldLock) => {
    hasBegun = true;
    await removePartials(run);
    return train(lock);
  };
  try {
    return await withFolderLock(run.lock, work, { onWait, signal });
  } catch (error) {
    if (hasBegun) throw error;
    if (signal?.aborted) throw new InterruptedError("Stopped. Nothing was written.", { cause: error });
    throw diskProblem(error) === "unwritable" ? readOnly(run, error) : error;
  }
}

/** A folder of somebody else's, or one that is mounted to be read alone. */
function readOnly({ folder }: RunDirectory, cause: unknown): UsageError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UsageError(
    `${folder}: expected a folder that can be written to, since a training goes on in it, got none (${reason}). Change its rights, or copy it to a place of your own and resume that.`,
    { cause },
  );
}

/** Removes what trainings before left half written, wherever they ran: only the holder of the lock writes here. */
async function removePartials({ folder, pictures, ...run }: RunDirectory): Promise<void> {
  const files = [run.config, run.metrics, run.last, run.best, run.report, run.steps, run.evaluation, run.answers];
  const whole = [...files, run.outcome, pictures].map((file) => `${path.basename(file)}.`);
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".partial") || !whole.some((beginning) => name.startsWith(beginning))) continue;
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}
