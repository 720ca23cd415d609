/** Joins this process with others that compute together, by TensorFlow's own collective runtime. */
import { setTimeout as sleep } from "node:timers/promises";
import { listDevices } from "../backend/context.ts";
import { runningEngine } from "../backend/current-backend.ts";
import { ClusterError } from "../errors.ts";
import { silently } from "../native/native-process.ts";
import { acceptOnly } from "../native/packet-filter.ts";
import { checkStatus } from "../native/status.ts";
import { serverDef } from "../protobuf/server-def.ts";
import type { Cluster } from "./cluster.ts";
import { exchangeTexts } from "./exchange-texts.ts";
import { JoinedCluster } from "./joined-cluster.ts";
import { addressOf, type HostAndPort, isOwn, ownAddress, readPeers, requireFreePort } from "./peer-addresses.ts";

/** Which processes compute together, and which of them this is. */
export interface JoinClusterOptions {
  /** The address of every process, `host:port`, the same list in the same order for all. */
  readonly peers: readonly string[];
  /** Which of them this process is, from 0. */
  readonly task: number;
  /** How long to wait for the others, in milliseconds. @default 300000, 5 minutes */
  readonly timeoutMs?: number;
  /**
   * The IPv4 address of this machine to listen on, "0.0.0.0" for every one.
   * @default what the host name of this process's own address stands for
   */
  readonly bindAddress?: string;
  /** How long a peer may give no answer before it counts as lost, in milliseconds. @default 30000 */
  readonly lostAfterMs?: number;
  /** Told about once a second which tasks have not come yet, and why. */
  readonly onWaiting?: (missing: readonly { readonly task: number; readonly why: string }[]) => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

const who = "joinCluster";
let joined: JoinedCluster | undefined;

/**
 * Joins this process with the others of a list, and waits until all have come.
 *
 * Call it after `useTensorFlow()` and before any traced function. Who can reach a process's port can make it compute
 * and read its memory: TensorFlow has no passwords there. Use a private network; nobody but this machine reaches a
 * loopback address. On Linux only.
 * @throws ClusterError when an address is wrong or taken, a peer does not come in time, or two don't fit together.
 * @throws RangeError when `task` is none of the peers, or a time is not positive.
 * @throws Error on another system than Linux, without an engine, or when the process has been in a cluster before; the
 * signal's reason.
 */
export async function joinCluster(options: JoinClusterOptions): Promise<Cluster> {
  const { peers, task, timeoutMs = 300_000, lostAfterMs = 30_000, bindAddress } = options;
  if (process.platform !== "linux") {
    throw new Error(`${who}: expected Linux, got ${process.platform}: elsewhere TensorFlow listens to everybody.`);
  }
  if (joined !== undefined) throw new Error(`${who}: this process is in a cluster already. Start another process.`);
  const addresses = readPeers(peers, task);
  for (const [name, value] of Object.entries({ timeoutMs, lostAfterMs })) {
    if (!(value > 0)) throw new RangeError(`${who}: expected ${name} to be above 0, got ${value}.`);
  }
  const own = addresses[task];
  if (own === undefined) throw new RangeError(`${who}: there is no task ${task}.`);
  const deadlineMs = performance.now() + timeoutMs;
  const listening = bindAddress ?? (await ownAddress(task, own, timeoutMs));
  if (!isOwn(listening)) {
    throw new ClusterError(`${who}: bindAddress ${listening} is no IPv4 address of this machine.`, "address");
  }
  await requireFreePort(task, own.port);
  const cluster = startServer(options, own.port, listening, lostAfterMs);
  joined = cluster;
  await waitForPeers(cluster, addresses, deadlineMs, options);
  cluster.watch();
  await checkTogether(cluster);
  return cluster;
}

/** Starts TensorFlow's server, which lives as long as the process. */
function startServer({ peers, task }: JoinClusterOptions, port: number, address: string, lostAfterMs: number) {
  const { backend, config } = runningEngine();
  const { eager } = backend;
  const { api, context } = eager;
  const definition = serverDef({ peers, task, config });
  const status = api.TF_NewStatus();
  try {
    silently(() => api.TFE_EnableCollectiveOps(context, definition, definition.length, status));
    checkStatus(api, status, who);
  } finally {
    api.TF_DeleteStatus(status);
  }
  if (address !== "0.0.0.0") acceptOnly(port, address);
  // In a cluster devices have other names.
  if (eager.device !== undefined) eager.device = listDevices(api, context).find(({ type }) => type === "GPU")?.name;
  return new JoinedCluster({ eager, task, peers, lostAfterMs });
}

/** Waits until every peer answers; on loopback a peer that was started at the same moment takes a second. */
async function waitForPeers(
  cluster: JoinedCluster,
  addresses: readonly HostAndPort[],
  deadlineMs: number,
  { onWaiting, signal }: Pick<JoinClusterOptions, "onWaiting" | "signal">,
): Promise<void> {
  const came = new Set<number>();
  for (;;) {
    const left = cluster.others.filter((task) => !came.has(task));
    const answers = await Promise.all(left.map(async (task) => ({ task, answer: await cluster.ask(task) })));
    const missing = [];
    for (const { task, answer } of answers) {
      if (answer.there) came.add(task);
      else missing.push({ task, why: await whyMissing(addresses[task], answer.why) });
    }
    if (missing.length === 0) return;
    onWaiting?.(missing);
    signal?.throwIfAborted();
    const leftMs = deadlineMs - performance.now();
    if (leftMs <= 0) {
      const names = missing.map(({ task, why }) => `${cluster.nameOf(task)}: ${why}`).join("; ");
      throw new ClusterError(
        `${who}: expected all ${cluster.size} processes to come in time, still missing ${names}. ` +
          "Start one on each machine with the same list of addresses, and let them reach each other's ports.",
        "absent",
      );
    }
    await sleep(Math.min(leftMs, 500));
  }
}

async function whyMissing(address: HostAndPort | undefined, why: string): Promise<string> {
  if (address !== undefined && (await addressOf(address.host)) === undefined) {
    return `the host name "${address.host}" is not known`;
  }
  return /refused/i.test(why) ? "nobody listens there yet" : why;
}

/** Sends a first message around: all must have the same list, and each a task of its own. */
async function checkTogether(cluster: JoinedCluster): Promise<void> {
  const own = JSON.stringify({ peers: cluster.peers.length, tensorflow: runningEngine().version });
  const all = await exchangeTexts(cluster, own, { timeoutSeconds: 60 });
  for (const [task, text] of all.entries()) {
    if (text === own) continue;
    throw new ClusterError(
      `${who}: expected all processes to be alike, but ${cluster.nameOf(cluster.task)} has ${own} and ${cluster.nameOf(task)} has ${text}.`,
      "mismatch",
    );
  }
}
