/** What the measurements of sides have in common, whatever they measure. */
import os from "node:os";
import { coresOf } from "../text/core-list.ts";
import type { AbsentPeer } from "./absent-peer.ts";
import type { Machine } from "./machine.ts";

/** What every measurement of sides takes. */
export interface RunConditions {
  /** The cores of every side, such as "0,1"; Linux only. @default those of this process */
  readonly cores?: string | undefined;
  /** The Python of PyTorch's sides. @default none: only sides of Node can run */
  readonly python?: string | undefined;
  /** Peers that were asked for and are not there: named in the result. @default none */
  readonly absent?: readonly AbsentPeer[];
  /** Hears a line for people before every part of the measurement. @default nothing is said */
  readonly onProgress?: (line: string) => void;
}

/** What every measurement of sides says of itself. */
export interface RunRecord {
  /** Threads of every side. */
  readonly threads: number;
  /** The cores that every side was held to, such as "0,1"; null where sides were not pinned by us. */
  readonly cores: string | null;
  /** The machine that the numbers belong to. */
  readonly machine: Machine;
  /** Peers that were asked for and were not there. */
  readonly absent: readonly AbsentPeer[];
}

/** The number of threads that every side gets: one for each of its cores. */
export function threadsOn(cores: string | undefined): number {
  return cores === undefined ? os.availableParallelism() : coresOf(cores).length;
}
