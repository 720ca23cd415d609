/** Two networks of this machine, joined by a cable that carries no more than it is told to; only root can make them. */
import { spawnSync } from "node:child_process";
import type { Program } from "../processes/program.ts";

/** A cable between two networks, a process in each of which has an address of its own. */
export interface Cable {
  /** The address in each network. */
  readonly addresses: readonly [string, string];
  /** The program as it runs in one of the networks. */
  inside(network: number, program: Program): Program;
  /** Holds each direction to so many megabits a second; undefined for what the machine can. */
  limit(megabits: number | undefined): void;
  /** Takes the networks away. */
  remove(): void;
}

const addresses = ["10.97.0.1", "10.97.0.2"] as const;

/**
 * Makes two networks and the cable; what is left of them at the end of this process is removed.
 * @throws Error that says what iproute2 said, where this process may not or it is not there.
 */
export function makeCable(): Cable {
  const ends = addresses.map((address, index) => ({
    address,
    network: `tresnet-bench-${process.pid}-${index}`,
    device: `trb${process.pid}-${index}`,
  }));
  const remove = () => {
    for (const { network } of ends) spawnSync("ip", ["netns", "del", network]);
  };
  process.once("exit", remove);
  const [near, far] = ends;
  if (near === undefined || far === undefined) throw new Error("makeCable: a cable has two ends.");
  try {
    for (const { network } of ends) run("ip", "netns", "add", network);
    const pair = ["type", "veth", "peer", "name", far.device, "netns", far.network];
    run("ip", "link", "add", near.device, "netns", near.network, ...pair);
    for (const { address, network, device } of ends) {
      run("ip", "-n", network, "addr", "add", `${address}/24`, "dev", device);
      for (const link of ["lo", device]) run("ip", "-n", network, "link", "set", link, "up");
    }
  } catch (error) {
    remove();
    throw error;
  }
  return {
    addresses,
    inside: (network, program) => ["ip", "netns", "exec", ends[network]?.network ?? "", ...program],
    limit(megabits) {
      for (const { network, device } of ends) {
        const qdisc = ["-n", network, "qdisc", "replace", "dev", device, "root"];
        if (megabits === undefined) run("tc", ...qdisc, "pfifo_fast");
        // A hundredth of a second's bytes may go at once, and a twentieth's may wait.
        else
          run("tc", ...qdisc, "tbf", "rate", `${megabits}mbit`, "burst", `${burstBytes(megabits)}`, "latency", "50ms");
      }
    },
    remove,
  };
}

/** A packet as the kernel passes it on between networks of one machine has up to 64 kB. */
function burstBytes(megabits: number): number {
  return Math.max(128_000, Math.round((megabits * 1e6) / 8 / 100));
}

function run(program: "ip" | "tc", ...args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status === 0) return;
  throw new Error(
    `--bandwidth: \`${program} ${args.join(" ")}\` failed: ${(error?.message ?? stderr).trim()}. ` +
      "It needs Linux, iproute2 and root; leave --bandwidth out.",
  );
}
