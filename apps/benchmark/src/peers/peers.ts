/** The peers that this machine has, and what each of them can do. */
import type { AbsentPeer } from "../terms/absent-peer.ts";
import { type PeerSideName, peerSides, type Task } from "../terms/cases.ts";
import { familyOf, peerSideNames } from "../terms/peer-names.ts";
import type { Judgement, PeerRunner, SideOf } from "./judge.ts";
import { findPeers, type Judges } from "./peer-runners.ts";

/** A peer, and its versions or why it is absent. */
export interface Peer {
  /** What `--against` calls it: one name for its sides in all number formats. */
  readonly peer: string;
  /** Versions of what the peer runs on, by name; only where it is present. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Why it is not there, and what to do; null where it is present. */
  readonly absent: string | null;
}

/** Every peer, present or not. */
export async function listPeers(): Promise<Peer[]> {
  const judges = await findPeers();
  const firstSides = new Map(peerSideNames.toReversed().map((side) => [familyOf(side) ?? side, side]));
  return [...firstSides].toReversed().map(([peer, side]): Peer => {
    const judgement = judge(judges, peerSides[side]);
    return judgement.present
      ? { peer, versions: judgement.versions, absent: null }
      : { peer, absent: judgement.reason };
  });
}

/** One line for each peer. */
export function peerLines(peers: readonly Peer[]): string[] {
  const width = Math.max(...peers.map(({ peer }) => peer.length));
  return peers.map(({ peer, versions = {}, absent }) => {
    const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return `${peer.padEnd(width)}  ${absent === null ? list.join(", ") : `absent: ${absent}`}`;
  });
}

/** The sides that a machine can run for a task, and the others with the reason. */
export interface SplitSides {
  /** The sides that can run, in the order in which they were asked for. */
  readonly present: readonly PeerSideName[];
  /** The others, each with the reason. */
  readonly absent: readonly AbsentPeer[];
  /** The Python that the sides of Python need; undefined where none of them is present. */
  readonly python: string | undefined;
}

/** Splits sides into those that the machine can run for a task, and the others. */
export function splitByPresence(sides: readonly PeerSideName[], task: Task, judges: Judges): SplitSides {
  const judged = sides.map((peer) => ({ peer, judgement: judge(judges, peerSides[peer], task) }));
  return {
    present: judged.flatMap(({ peer, judgement }) => (judgement.present ? [peer] : [])),
    absent: judged.flatMap(({ peer, judgement }) => (judgement.present ? [] : [{ peer, reason: judgement.reason }])),
    python: judged.flatMap(({ judgement }) => (judgement.present ? (judgement.python ?? []) : []))[0],
  };
}

function judge<Runner extends PeerRunner>(
  judges: Judges,
  side: SideOf<Runner> & { readonly runner: Runner },
  task?: Task,
): Judgement {
  return judges[side.runner](side, task);
}
