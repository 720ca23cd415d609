/** The folder of a run, which task 0 of the processes that train together makes and locks for all. */
import type { HeldLock } from "@tresnet/files";
import type { Team } from "../cluster/team.ts";
import { createRunDirectory, type RunDirectory, runDirectory } from "../run-directory/run-directory.ts";
import { type RunLockOptions, withRunLock } from "../run-directory/run-lock.ts";
import type { TrainOptions } from "../settings/train-options.ts";

/** Makes the folder of a new run; all are told of it. @throws UsageError when it holds something already. */
export async function newRunOf(team: Team, options: TrainOptions): Promise<RunDirectory> {
  const own = team.task === 0 ? (await createRunDirectory(options)).folder : "";
  return runDirectory(await team.told(own));
}

/** Runs `train` while task 0 holds the lock of the run's folder; the others write nothing there. */
export function withRunLockOf<T>(
  { task }: Pick<Team, "task">,
  run: RunDirectory,
  train: (lock: HeldLock) => Promise<T>,
  options: RunLockOptions = {},
): Promise<T> {
  return task === 0 ? withRunLock(run, train, options) : train({ requireHeld: async () => undefined });
}
