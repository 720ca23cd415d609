/** The addresses of a cluster's processes: which is this one's, and what is wrong with them. */
import { lookup } from "node:dns/promises";
import { createServer, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { ClusterError } from "../errors.ts";

const who = "joinCluster";

/** A host and a port. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads the `host:port` of every process.
 * @throws ClusterError naming the first that is none, or that two processes have.
 * @throws RangeError when `task` is none of them.
 */
export function readPeers(peers: readonly string[], task: number): HostAndPort[] {
  const read = peers.map((peer, index) => {
    const { host, port } = /^(?<host>[^\s:/]+):(?<port>\d+)$/.exec(peer)?.groups ?? {};
    if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
      throw new ClusterError(`${who}: expected host:port for task ${index}, got "${peer}".`, "address");
    }
    const first = peers.indexOf(peer);
    if (first < index) {
      throw new ClusterError(
        `${who}: expected an address of its own for every task, got ${peer} for tasks ${first} and ${index}.`,
        "address",
      );
    }
    return { host, port: Number(port) };
  });
  if (!Number.isInteger(task) || task < 0 || task >= peers.length) {
    throw new RangeError(
      `${who}: expected task to be a whole number from 0 to ${peers.length - 1}, for ${peers.length} peers, got ${task}.`,
    );
  }
  return read;
}

/**
 * Finds the IPv4 address of this machine that the host name of its own task stands for, within the time: the name of a
 * machine that was just started may take a while to be known.
 * @throws ClusterError when the name is not known by then, or is another machine's.
 */
export async function ownAddress(task: number, { host, port }: HostAndPort, timeoutMs: number): Promise<string> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const address = await addressOf(host);
    const left = deadlineMs - performance.now();
    if (address !== undefined && isOwn(address)) return address;
    if (address !== undefined) {
      throw new ClusterError(
        `${who}: task ${task} is ${host}:${port}, at ${address}, which is no address of this machine (${own().join(", ")}). ` +
          "Give every process the task number of its own machine; behind address translation say what to listen on by bindAddress.",
        "address",
      );
    }
    if (left <= 0) {
      throw new ClusterError(`${who}: the host name of task ${task}, "${host}", is not known. Check it.`, "address");
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, 1000)));
  }
}

/** Looks up the IPv4 address of a host; undefined where the name is not known. */
export async function addressOf(host: string): Promise<string | undefined> {
  if (isIPv4(host)) return host;
  return lookup(host, 4).then(
    ({ address }) => address,
    () => undefined,
  );
}

/**
 * Checks that nobody listens on a port of this machine: TensorFlow's own error has no words for it.
 * @throws ClusterError when somebody does, or the user may not.
 */
export async function requireFreePort(task: number, port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "::", exclusive: true }, () => server.close(() => resolve()));
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "EAFNOSUPPORT" || cause.code === "EADDRNOTAVAIL") return; // a machine without IPv6
    const why = cause.code === "EADDRINUSE" ? `is in use: another process may have task ${task} too` : cause.message;
    throw new ClusterError(
      `${who}: port ${port} of task ${task} can't be listened on; it ${why}. Take another port, or end that process.`,
      "address",
      { cause },
    );
  });
}

/** Whether an address is one of this machine's. */
export function isOwn(address: string): boolean {
  return address === "0.0.0.0" || address.startsWith("127.") || own().includes(address);
}

function own(): string[] {
  return Object.values(networkInterfaces()).flatMap((list = []) =>
    list.filter(({ family }) => family === "IPv4").map(({ address }) => address),
  );
}
