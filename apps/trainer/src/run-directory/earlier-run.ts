/** What an earlier process left of a run. */
import { CheckpointError } from "@tresnet/checkpoints";
import { UsageError } from "../errors.ts";
import { shellWord } from "../text/shell-word.ts";
import { type CheckpointInfo, type Position, readInfo, start } from "./checkpoint-metadata.ts";
import { readMetrics } from "./metrics-log.ts";
import { type RunConfig, type RunDirectory, readConfigOf, runDirectory } from "./run-directory.ts";

/** A run to go on with. */
export interface EarlierRun {
  readonly run: RunDirectory;
  readonly config: RunConfig;
  /** `start` itself where there is no checkpoint yet. */
  readonly position: Position;
  /** What its last checkpoint says of itself; undefined where there is none yet. */
  readonly info: CheckpointInfo | undefined;
  /** What batch norms saw before the run. */
  readonly batchesBefore: Readonly<Record<string, number>>;
}

/**
 * Reads settings and position of the run in `folder`; one that was killed before its first checkpoint begins anew.
 * @throws UsageError when there is no run, or its checkpoint was removed; CheckpointError when its checkpoint is
 * damaged.
 */
export async function earlierRun(folder: string): Promise<EarlierRun> {
  const run = runDirectory(folder);
  const config = await readConfigOf(run);
  const info = await readInfo(run.last).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (info === undefined) await requireYoung(run);
  if (info !== undefined && info.position === undefined) {
    throw new CheckpointError(
      `${run.last}: expected a checkpoint that says where its training stands, got one of kind ${info.kind} that does not. It is damaged, or another file: put the run's own back, or start a new run.`,
    );
  }
  return { run, config, position: info?.position ?? start, info, batchesBefore: info?.batchesBefore ?? {} };
}

/**
 * @throws UsageError for a run of several epochs without a checkpoint: to begin anew would lose what the folder holds.
 */
async function requireYoung(run: RunDirectory): Promise<void> {
  const epochs = (await readMetrics(run.metrics)).length;
  // One that was killed between its first log and its first checkpoint has logged one.
  if (epochs <= 1) return;
  throw new UsageError(
    `--resume: expected ${run.last} to go on from, and it is gone, after ${epochs} epochs. Start a new run with --config ${shellWord(run.config)}, from ${shellWord(run.best)} by --initial-checkpoint if that is there.`,
  );
}

/** True for the error of a checkpoint that does not exist: the run was killed before its first one. */
function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "ENOENT";
}
