/** The peers that this machine has. */
import { version_core } from "@tensorflow/tfjs-core";
import type { PeerSideName } from "./cases.ts";
import { peerSides } from "./cases.ts";
import { findPyTorch, type PeerState } from "./find-pytorch.ts";
import type { AbsentPeer } from "./measure.ts";

/** A peer, and its versions or why it is absent. */
export interface Peer {
  readonly peer: string;
  readonly versions?: Readonly<Record<string, string>>;
  /** Null where it is present. */
  readonly absent: string | null;
}

/** Every peer, present or not. */
export async function listPeers(): Promise<Peer[]> {
  const pytorch = await findPyTorch();
  return [
    // It comes with us.
    { peer: "tfjs-eager", versions: { "tfjs-core": version_core }, absent: null },
    pytorch.present
      ? { peer: "pytorch", versions: pytorch.versions, absent: null }
      : { peer: "pytorch", absent: pytorch.reason },
  ];
}

/** One line for each peer. */
export function peerLines(peers: readonly Peer[]): string[] {
  const width = Math.max(...peers.map(({ peer }) => peer.length));
  return peers.map(({ peer, versions = {}, absent }) => {
    const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return `${peer.padEnd(width)}  ${absent === null ? list.join(", ") : `absent: ${absent}`}`;
  });
}

/** The sides whose peer is present, and the others with the reason. */
export function splitByPresence(
  sides: readonly PeerSideName[],
  pytorch: PeerState,
): { readonly present: readonly PeerSideName[]; readonly absent: readonly AbsentPeer[] } {
  if (pytorch.present) return { present: sides, absent: [] };
  const needsIt = (side: PeerSideName) => peerSides[side].runner === "pytorch";
  return {
    present: sides.filter((side) => !needsIt(side)),
    absent: sides.filter(needsIt).map((peer) => ({ peer, reason: pytorch.reason })),
  };
}
