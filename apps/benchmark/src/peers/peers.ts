/** The peers that this machine has, and what each of them can do. */
import { version_core } from "@tensorflow/tfjs-core";
import type { AbsentPeer } from "../terms/absent-peer.ts";
import type { PeerSideName, Task } from "../terms/cases.ts";
import { peerSides } from "../terms/cases.ts";
import { findPyTorch, type PeerState } from "./find-pytorch.ts";

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
  // TensorFlow.js comes with us, and its packages have one version.
  const core = { "tfjs-core": version_core };
  return [
    { peer: "tfjs-eager", versions: core, absent: null },
    { peer: "tfjs-wasm", versions: { ...core, "tfjs-backend-wasm": version_core }, absent: null },
    { peer: "tfjs-cpu", versions: { ...core, "tfjs-backend-cpu": version_core }, absent: null },
    pytorch.present
      ? { peer: "pytorch", versions: pytorch.versions, absent: null }
      : { peer: "pytorch", absent: pytorch.reason },
    compiledPeer(pytorch),
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

/** The sides that this machine can run for this task, and the others with the reason. */
export function splitByPresence(
  sides: readonly PeerSideName[],
  task: Task,
  pytorch: PeerState,
): { readonly present: readonly PeerSideName[]; readonly absent: readonly AbsentPeer[] } {
  const judged = sides.map((peer) => ({ peer, reason: whyAbsent(peer, task, pytorch) }));
  return {
    present: judged.flatMap(({ peer, reason }) => (reason === null ? [peer] : [])),
    absent: judged.flatMap(({ peer, reason }) => (reason === null ? [] : [{ peer, reason }])),
  };
}

function whyAbsent(name: PeerSideName, task: Task, pytorch: PeerState): string | null {
  const side = peerSides[name];
  if (side.runner === "tfjs") {
    return side.backend === "wasm" && task === "train"
      ? "TensorFlow.js has no gradient of a convolution on WebAssembly (no Conv2DBackpropFilter), so it can't train there."
      : null;
  }
  if (!pytorch.present) return pytorch.reason;
  return side.compiled && pytorch.compiler === null ? noCompiler : null;
}

const noCompiler =
  "torch.compile writes C++ and needs a compiler. Install one (on Debian or Ubuntu: apt-get install g++), or name one in CXX.";

function compiledPeer(pytorch: PeerState): Peer {
  const peer = "pytorch-compile";
  if (!pytorch.present) return { peer, absent: pytorch.reason };
  if (pytorch.compiler === null) return { peer, absent: noCompiler };
  return { peer, versions: { ...pytorch.versions, "C++ compiler": pytorch.compiler }, absent: null };
}
