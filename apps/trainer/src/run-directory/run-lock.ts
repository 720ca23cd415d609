/** One training at a time in a run's folder. */
import path from "node:path";
import { withFolderLock } from "@tresnet/files";
import { UsageError } from "../errors.ts";
import type { RunDirectory } from "./run-directory.ts";

/**
 * Trains in the run's folder, alone; a lock of a process that is dead is no lock.
 * @throws UsageError when another process is training in the folder.
 */
export function withRunLock<T>(run: RunDirectory, train: () => Promise<T>): Promise<T> {
  const onWait = (owner: number | undefined) => {
    throw new UsageError(
      `${run.folder}: expected no other training in this folder, got process ${owner ?? "unknown"}. Stop it first; if it ran on another machine and is gone, try again in a minute.`,
    );
  };
  return withFolderLock(path.join(run.folder, "run.lock"), train, { onWait });
}
