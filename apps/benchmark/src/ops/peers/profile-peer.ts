/** The peers whose profiles can stand beside ours. */
import { findPyTorch } from "../../peers/find-pytorch.ts";
import { prepareCase } from "../../sides/onnx/prepare-case.ts";
import type { AbsentPeer } from "../../terms/absent-peer.ts";
import type { OwnProfileOptions } from "../profile-own.ts";
import { profileOnnxRuntime } from "./onnxruntime-profile.ts";
import type { PeerProfile } from "./peer-profile.ts";
import { profilePyTorch } from "./pytorch-profile.ts";

/** A peer's profile, or why there is none. */
export type PeerOutcome =
  | { readonly peer: PeerProfile; readonly absent: readonly [] }
  | { readonly peer: null; readonly absent: readonly [AbsentPeer] };

/** Profiles a peer on the same case; `folder` is for its files. */
export type ProfilePeer = (folder: string, options: OwnProfileOptions) => Promise<PeerOutcome>;

/** Names for `--against`. */
export const profiledPeers = ["pytorch", "onnxruntime"] as const;

/** What profiles each of these peers. */
export const peerProfilers: Readonly<Record<(typeof profiledPeers)[number], ProfilePeer>> = {
  async pytorch(_, options) {
    const found = await findPyTorch();
    if (!found.present) return without(`pytorch-${options.precision}`, found.reason);
    return { peer: await profilePyTorch(found.python, options), absent: [] };
  },
  async onnxruntime(folder, options) {
    const side = "onnxruntime-float32";
    if (options.case.task === "train") return without(side, "An ONNX export infers and can't train. Use --task infer.");
    if (options.precision !== "float32") return without(side, "It computes in float32. Use --precision float32.");
    const files = await prepareCase(folder, options.case, { sides: [side], onProgress: console.error });
    return { peer: await profileOnnxRuntime(folder, { ...options, files }), absent: [] };
  },
};

function without(peer: string, reason: string): PeerOutcome {
  return { peer: null, absent: [{ peer, reason }] };
}
