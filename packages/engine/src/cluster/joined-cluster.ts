/** The cluster that this process has joined: it watches over the others, and tells why a call failed. */
import { setTimeout as sleep } from "node:timers/promises";
import { ClusterError, TensorFlowError } from "../errors.ts";
import type { EagerBinding } from "../native/eager-binding.ts";
import type { Cluster } from "./cluster.ts";
import { exchangeTexts } from "./exchange-texts.ts";
import { type Answer, askPeer, type PeerWatch, watchPeers } from "./peer-health.ts";

/** What a joined cluster is made of. */
export interface ClusterParts {
  readonly eager: EagerBinding;
  readonly task: number;
  readonly peers: readonly string[];
  /** How long a peer may give no answer. */
  readonly lostAfterMs: number;
}

const mark = "tresnet cluster: ";
const marked = new RegExp(`${mark}(.*?)(?:\\n| \\[|$)`);
const unavailable = 14;
/** The codes of calls that were cancelled, took too long, were aborted, failed inside, or found nobody. */
const codesOfLoss = new Set([1, 4, 10, 13, unavailable]);
const intervalMs = 1000;
const leaveSeconds = 600;

/** A cluster that this process has joined. */
export class JoinedCluster implements Cluster {
  readonly task: number;
  readonly size: number;
  readonly peers: readonly string[];
  readonly #eager: EagerBinding;
  readonly #lostAfterMs: number;
  readonly #controller = new AbortController();
  #watch: PeerWatch | undefined;
  #left = false;

  constructor({ eager, task, peers, lostAfterMs }: ClusterParts) {
    this.task = task;
    this.size = peers.length;
    this.peers = peers;
    this.#eager = eager;
    this.#lostAfterMs = lostAfterMs;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The tasks of the other processes. */
  get others(): number[] {
    return this.peers.map((_, task) => task).filter((task) => task !== this.task);
  }

  /** How errors call a process. */
  nameOf(task: number): string {
    return `task ${task} (${this.peers[task]})`;
  }

  /** Asks a peer whether it is there. */
  ask(task: number): Promise<Answer> {
    return askPeer(this.#eager, task);
  }

  /** Begins to watch over the peers. */
  watch(): void {
    this.#watch = watchPeers({
      ask: (task) => this.ask(task),
      tasks: this.others,
      lostAfterMs: this.#lostAfterMs,
      intervalMs,
      onLost: (task, why) => this.#fail(this.#lost([task], why)),
    });
  }

  async abort(reason: string): Promise<void> {
    if (this.#left || this.signal.aborted) return;
    this.#left = true;
    this.#watch?.stop();
    this.#stopCalls(`${this.nameOf(this.task)} stopped: ${reason}`);
    // Who ends at once takes with it what it has to say.
    await sleep(intervalMs);
  }

  async leave(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    this.#watch?.stop();
    // Who has left first may have ended before its answer was sent: that is no fault any more.
    if (!this.signal.aborted) await exchangeTexts(this, "", { timeoutSeconds: leaveSeconds }).catch(() => undefined);
  }

  async explain(error: unknown): Promise<unknown> {
    if (this.signal.aborted) return this.signal.reason;
    if (!(error instanceof TensorFlowError)) return this.#own(error);
    const said = marked.exec(error.message)?.[1];
    if (said !== undefined) {
      const failure = said.includes(" stopped: ") ? "stopped" : "lost";
      return this.#fail(new ClusterError(`cluster: ${said}`, failure, { cause: error }));
    }
    if (!codesOfLoss.has(error.code)) return this.#own(error);
    const missing = await this.#missing();
    if (this.signal.aborted) return this.signal.reason;
    if (missing.length > 0) return this.#fail(this.#lost(missing, "no answer", error));
    return this.#own(error);
  }

  /** An error of this process alone: the others must not wait for it. */
  async #own(error: unknown): Promise<unknown> {
    await this.abort(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
    return error;
  }

  /** Asks all peers a few times and returns who gave no answer: one that dies may answer once more. */
  async #missing(): Promise<number[]> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const answers = await Promise.all(this.others.map(async (task) => ({ task, answer: await this.ask(task) })));
      const missing = answers.filter(({ answer }) => !answer.there).map(({ task }) => task);
      if (missing.length > 0) return missing;
      await sleep(intervalMs);
    }
    return [];
  }

  #lost(tasks: readonly number[], why: string, cause?: unknown): ClusterError {
    const names = tasks.map((task) => this.nameOf(task)).join(", ");
    return new ClusterError(
      `cluster: ${names} ${tasks.length > 1 ? "are" : "is"} lost: ${why}. Look at what that process has printed, and start all again.`,
      "lost",
      { cause },
    );
  }

  #fail(error: ClusterError): ClusterError {
    if (this.signal.aborted || this.#left) return error;
    this.#watch?.stop();
    this.#stopCalls(error.message);
    this.#controller.abort(error);
    return error;
  }

  /** Ends every call that waits for a peer, here and by and by at the others. */
  #stopCalls(reason: string): void {
    const { api, context, disposed } = this.#eager;
    if (disposed) return;
    const status = api.TF_NewStatus();
    api.TF_SetStatus(status, unavailable, `${mark}${reason.replace(/^cluster: /, "")}`);
    api.TFE_AbortCollectiveOps(context, status);
    api.TF_DeleteStatus(status);
  }
}
