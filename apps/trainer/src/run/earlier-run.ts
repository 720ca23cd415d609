/** What an earlier process left of a run. */
import { type Position, readInfo } from "./checkpoint-metadata.ts";
import { type RunConfig, type RunDirectory, readConfigOf, runDirectory } from "./run-directory.ts";
import { start } from "./training-run.ts";

/** A run to go on with. */
export interface EarlierRun {
  readonly run: RunDirectory;
  readonly config: RunConfig;
  /** `start` itself where there is no checkpoint yet. */
  readonly position: Position;
  /** What batch norms saw before the run. */
  readonly batchesBefore: Readonly<Record<string, number>>;
}

/**
 * Reads settings and position of the run in `folder`; one that was killed before its first checkpoint begins anew.
 * @throws UsageError when there is no run; CheckpointError when its checkpoint is damaged.
 */
export async function earlierRun(folder: string): Promise<EarlierRun> {
  const run = runDirectory(folder);
  const config = await readConfigOf(run);
  const info = await readInfo(run.last).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  return { run, config, position: info?.position ?? start, batchesBefore: info?.batchesBefore ?? {} };
}

/** True for the error of a checkpoint that is not there: the run was killed before its first one. */
function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "ENOENT";
}
