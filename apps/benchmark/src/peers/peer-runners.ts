/** What runs peers, a row each. */
import { findOnnxRuntime } from "@tresnet/export";
import { findOpenVino } from "./find-openvino.ts";
import { findPyTorch } from "./find-pytorch.ts";
import type { Judge, PeerRunner } from "./judge.ts";
import { judgeOnnxRuntime, judgeOpenVino } from "./onnx-peers.ts";
import { judgePyTorch } from "./pytorch-peer.ts";
import { judgeTfjs } from "./tfjs-peer.ts";

/** How sides are judged on this machine, by what runs them. */
export type Judges = { readonly [Runner in PeerRunner]: Judge<Runner> };

/** Looks once for all that runs peers on this machine. */
export async function findPeers(): Promise<Judges> {
  return {
    tfjs: judgeTfjs,
    pytorch: judgePyTorch(await findPyTorch()),
    onnxruntime: judgeOnnxRuntime(await findOnnxRuntime(["onnxruntime-node"])),
    openvino: judgeOpenVino(await findOpenVino()),
  };
}
