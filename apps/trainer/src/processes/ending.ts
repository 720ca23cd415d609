/** How the processes of a training ended, and which of their errors is told. */
import { ClusterError } from "@tresnet/engine";
import { InterruptedError } from "../errors.ts";
import type { TrainResult } from "../training/train-result.ts";

/** How one process ended. */
export interface Ending {
  readonly task: number;
  readonly result?: TrainResult | undefined;
  /** What it failed with, in its own words. */
  readonly error?: Error | undefined;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it printed to stderr. */
  readonly stderr: string;
  /** Whether it was ended from here, since it did not end by itself. */
  readonly wasKilled: boolean;
}

/** Whether a process has not done its work. */
export function hasFailed({ error, code }: Ending): boolean {
  return error !== undefined || code !== 0;
}

/**
 * The error of a training of which some processes have failed: what was wrong with one by itself, before what others
 * heard of it.
 */
export function errorOfAll(endings: readonly Ending[]): Error {
  const first = endings.find(({ task }) => task === 0)?.error;
  const crashed = endings.find(({ error, code, wasKilled }) => error === undefined && code !== 0 && !wasKilled);
  if (crashed !== undefined) return crash(crashed, endings.length, first);
  const own = endings.find(({ error }) => error !== undefined && !isHearsay(error));
  const stopped = endings.find(({ error }) => error instanceof InterruptedError);
  const { error, task = 0 } = own ??
    (first ? undefined : stopped) ?? { error: first ?? endings.find(hasFailed)?.error };
  if (error === undefined) return new ClusterError("train: the processes gave no answer, and were ended.", "lost");
  if (task > 0) error.message = `task ${task}: ${error.message}`;
  return error;
}

/** An error that tells of another process. */
function isHearsay(error: Error): boolean {
  if (error instanceof InterruptedError) return true;
  return error instanceof ClusterError && (error.failure === "lost" || error.failure === "stopped");
}

function crash({ task, code, signal, stderr }: Ending, count: number, first: Error | undefined): ClusterError {
  const how = signal === null ? `ended by itself with exit code ${code}` : `was ended by ${signal}`;
  const said = stderr.trim() === "" ? "" : ` It printed: ${stderr.trim()}`;
  const heard = first === undefined ? "" : ` ${first.message}`;
  return new ClusterError(`train: task ${task} of ${count} processes ${how}.${said}${heard}`, "lost");
}
