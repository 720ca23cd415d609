/** Where a process stands among those that train together, as its settings and its environment say. */
import { clusterFromEnvironment } from "@tresnet/engine";
import { UsageError } from "../errors.ts";
import type { PlaceOptions } from "../settings/cluster/cluster-options.ts";

/** A process among others. */
export interface MemberPlace {
  readonly kind: "member";
  /** The address of every process, `host:port`. */
  readonly peers: readonly string[];
  /** Which of them this process is, from 0. */
  readonly task: number;
  /** How long to wait for the others. */
  readonly timeoutMs: number;
  /** The cores that this process may take of its machine; undefined for all. */
  readonly cores?: number | undefined;
}

/** Who trains: this process alone, processes that it is to start, or this one with others that somebody starts. */
export type Place =
  | { readonly kind: "alone" }
  | { readonly kind: "start"; readonly processes: number; readonly timeoutMs: number }
  | MemberPlace;

/** A place, and what is to be said of how it was found. */
export interface FoundPlace {
  readonly place: Place;
  readonly notice?: string | undefined;
}

const usualMinutes = 5;

/**
 * Finds the place: `--cluster` and `--processes` say it, else the variable TF_CONFIG, else `usual`, the number of
 * processes that a run began with.
 * @throws UsageError when settings contradict each other; ClusterError when TF_CONFIG can't be read.
 */
export function placeOf(
  options: PlaceOptions,
  { usual = 1, environment = process.env }: { usual?: number | undefined; environment?: NodeJS.ProcessEnv } = {},
): FoundPlace {
  const { processes, cluster, clusterTask, clusterTimeout = usualMinutes, tfConfig = true } = options;
  const timeoutMs = clusterTimeout * 60_000;
  if (cluster !== undefined) return { place: { ...memberOf(cluster, clusterTask, processes), timeoutMs } };
  if (clusterTask !== undefined) {
    throw new UsageError(
      `--cluster-task: expected --cluster with it, the address of every process, got ${clusterTask} alone. Give both, or neither.`,
    );
  }
  const found = tfConfig ? clusterFromEnvironment(environment) : undefined;
  if (processes !== undefined) {
    const notice = found && `TF_CONFIG is set and is not used, since --processes says ${processes}`;
    return { place: startOf(processes, timeoutMs), notice };
  }
  if (found === undefined) {
    const notice = usual > 1 ? `${usual} processes, as the run began (--processes says another number)` : undefined;
    return { place: startOf(usual, timeoutMs), notice };
  }
  const { peers, task } = found;
  return {
    place: { kind: "member", peers, task, timeoutMs },
    notice: `cluster: task ${task} of ${peers.length} (${peers[task]}), by the variable TF_CONFIG (--no-tf-config ignores it)`,
  };
}

function startOf(processes: number, timeoutMs: number): Place {
  return processes === 1 ? { kind: "alone" } : { kind: "start", processes, timeoutMs };
}

function memberOf(peers: readonly string[], task: number | undefined, processes = peers.length) {
  if (task === undefined) {
    throw new UsageError(
      `--cluster: expected --cluster-task with it, which of the ${peers.length} this process is, from 0, got none.`,
    );
  }
  if (task >= peers.length) {
    throw new UsageError(
      `--cluster-task: expected one of the ${peers.length} addresses of --cluster, from 0 to ${peers.length - 1}, got ${task}.`,
    );
  }
  if (processes !== peers.length) {
    throw new UsageError(
      `--processes: expected ${peers.length}, as many as --cluster has addresses, got ${processes}. Leave it out.`,
    );
  }
  if (peers.length < 2) {
    throw new UsageError(`--cluster: expected the addresses of two processes or more, got ${peers.join(", ")}.`);
  }
  return { kind: "member", peers, task } as const;
}
