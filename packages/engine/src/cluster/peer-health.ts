/** Asks the processes of a cluster whether they are there. */
import type { EagerBinding } from "../native/eager-binding.ts";
import { taskName } from "../protobuf/server-def.ts";

/** How long one question waits for its answer. */
export const answerTimeoutMs = 5000;

/** What a peer said, or why it said nothing. */
export type Answer = { readonly there: true } | { readonly there: false; readonly why: string };

/**
 * Asks a peer whether it is there, on another thread; it says no when it has been started anew since it was first
 * heard.
 */
export async function askPeer(eager: EagerBinding, task: number): Promise<Answer> {
  const { api, context } = eager;
  const status = api.TF_NewStatus();
  try {
    await new Promise<void>((resolve, reject) => {
      api.TFE_CollectiveOpsCheckPeerHealth.async(context, taskName(task), answerTimeoutMs, status, (error: unknown) =>
        error ? reject(error) : resolve(),
      );
    });
    if (api.TF_GetCode(status) === 0) return { there: true };
    // TensorFlow adds lines of its own inner workings.
    const [first = ""] = api.TF_Message(status).split("\n");
    return { there: false, why: first };
  } finally {
    api.TF_DeleteStatus(status);
  }
}

/** Watches over peers. */
export interface PeerWatch {
  /** Ends the watch. */
  stop(): void;
}

/** What a watch does, and when. */
export interface WatchOptions {
  readonly ask: (task: number) => Promise<Answer>;
  readonly tasks: readonly number[];
  /** How long a peer may give no answer. */
  readonly lostAfterMs: number;
  /** The pause between two questions to a peer. */
  readonly intervalMs: number;
  /** Called once, with the first peer that gave no answer for so long. */
  readonly onLost: (task: number, why: string) => void;
}

/**
 * Asks each peer again and again until one is lost or the watch is stopped.
 *
 * A peer is lost when at least two questions in a row, over the whole time, had no answer: were only the last answer's
 * time counted, a process that was itself stopped for a while would take its peers for lost.
 */
export function watchPeers({ ask, tasks, lostAfterMs, intervalMs, onLost }: WatchOptions): PeerWatch {
  let stopped = false;
  const timers = new Map<number, NodeJS.Timeout>();
  const again = (task: number, silentSinceMs: number | undefined) => {
    if (stopped) return;
    const timer = setTimeout(() => void question(task, silentSinceMs), intervalMs);
    timer.unref();
    timers.set(task, timer);
  };
  const question = async (task: number, silentSinceMs: number | undefined) => {
    const askedMs = performance.now();
    const answer = await ask(task);
    if (stopped) return;
    if (answer.there) return again(task, undefined);
    if (silentSinceMs === undefined || performance.now() - silentSinceMs < lostAfterMs) {
      return again(task, silentSinceMs ?? askedMs);
    }
    stop();
    onLost(task, answer.why);
  };
  const stop = () => {
    stopped = true;
    for (const timer of timers.values()) clearTimeout(timer);
  };
  for (const task of tasks) again(task, undefined);
  return { stop };
}
