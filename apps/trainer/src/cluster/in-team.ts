/** Runs a training among the processes that train together, and sees to it that all end alike. */
import { ClusterError, joinCluster } from "@tresnet/engine";
import { InterruptedError } from "../errors.ts";
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import type { MemberPlace } from "./place.ts";
import { alone, type Team, teamOf } from "./team.ts";

/** What the others hear of a process whose user has stopped it. */
const toldToStop = "it was told to stop";
/** How long it may be quiet about processes that have not come yet. */
const quietMs = 5_000;

/**
 * Joins the other processes of `place` and runs `work` with them; TensorFlow runs. What goes wrong in one is told to
 * all, and all end.
 * @throws ClusterError when one does not come, is lost or stops; what `work` throws.
 */
export async function inTeam<Event, Result>(
  job: Job<Event | CommonEvent>,
  place: MemberPlace | undefined,
  work: (team: Team, job: Job<Event | CommonEvent>) => Promise<Result>,
): Promise<Result> {
  if (place === undefined) return work(alone, job);
  const { peers, task, timeoutMs, cores } = place;
  const cluster = await joinCluster({ peers, task, timeoutMs, onWaiting: waitingNotice(job), signal: job.signal });
  const agreed = new AbortController();
  const stop = () => agreed.abort(new Error("all have agreed to stop"));
  const team = teamOf(cluster, { cores, asked: job.signal, stop });
  // One process's user stops all at a step. What task 0 does alone, or all do apart, it may break off at once.
  const signal = AbortSignal.any([cluster.signal, agreed.signal, ...(task === 0 ? [job.signal] : [])]);
  try {
    const result = await work(team, { ...job, signal });
    await cluster.leave();
    return result;
  } catch (error) {
    if (agreed.signal.aborted && error instanceof InterruptedError) {
      await cluster.leave();
      throw error;
    }
    if (error instanceof InterruptedError || (task === 0 && job.signal.aborted && !cluster.signal.aborted)) {
      await cluster.abort(toldToStop);
      throw error;
    }
    const explained = await cluster.explain(error);
    throw interrupted(error instanceof ClusterError ? error : explained);
  }
}

/** A stop that the user of another process asked for is none of this one's faults. */
function interrupted(error: unknown): unknown {
  if (!(error instanceof ClusterError) || !error.message.endsWith(toldToStop)) return error;
  return new InterruptedError(`Stopped: ${error.message}.`, { cause: error });
}

/** Says once who has not come yet, and again when that changes. */
function waitingNotice({ emit }: Pick<Job<CommonEvent>, "emit">) {
  const sinceMs = performance.now();
  let said = "";
  return (missing: readonly { readonly task: number; readonly why: string }[]) => {
    const message = `waiting for ${missing.map(({ task, why }) => `task ${task} (${why})`).join(", ")}`;
    if (message === said || performance.now() - sinceMs < quietMs) return;
    said = message;
    emit({ type: "notice", level: "warning", message });
  };
}
