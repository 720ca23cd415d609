/** Finds the Python that runs the peer `pytorch`. */
import path from "node:path";
import { cacheFolder } from "@tresnet/files";
import { z } from "zod";
import { runProgram } from "../processes/run-program.ts";

/** The packages of the peer, pinned: a ratio belongs to versions. */
export const pytorchPackages = {
  torch: "2.15.0",
  torchvision: "0.29.2",
  timm: "1.0.31",
  safetensors: "0.8.0",
} as const;

/** A peer that can run, or why it can't. */
export type PeerState =
  | {
      readonly present: true;
      readonly python: string;
      readonly versions: Readonly<Record<string, string>>;
      /** The C++ compiler that torch.compile would use; null where there is none. */
      readonly compiler: string | null;
    }
  | { readonly present: false; readonly reason: string };

// The packages' data alone: importing torch takes seconds.
const script = `
import importlib.metadata as m, json, os, platform, shutil
versions = {p: m.version(p) for p in ("torch", "timm", "safetensors")}
found = [c for c in (os.environ.get("CXX"), "g++", "clang++") if c and shutil.which(c)]
print(json.dumps({"versions": {"python": platform.python_version()} | versions, "compiler": found[0] if found else None}))
`;

const description = z.object({ versions: z.record(z.string(), z.string()), compiler: z.string().nullable() });

/** The folder of the environment that `tresnet-bench peers install pytorch` makes. */
export function pytorchFolder(): string {
  const { torch, timm } = pytorchPackages;
  return path.join(cacheFolder(), "peers", `pytorch-${torch}-timm-${timm}`);
}

/** The Python of a virtual environment. */
export function pythonOf(folder: string): string {
  return process.platform === "win32" ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");
}

/** The Python that TRESNET_BENCH_PYTHON names, else that of our own environment, whether there is one or not. */
export function peersPython(): string {
  const named = process.env["TRESNET_BENCH_PYTHON"];
  return named ? path.resolve(named) : pythonOf(pytorchFolder());
}

/** The Python of the peers, if it has what PyTorch's sides need. */
export async function findPyTorch(): Promise<PeerState> {
  const named = process.env["TRESNET_BENCH_PYTHON"];
  const python = peersPython();
  const { exitCode, output } = await runProgram([python, "-c", script]);
  if (exitCode === 0) return { present: true, python, ...description.parse(JSON.parse(output)) };
  const reason = named
    ? `TRESNET_BENCH_PYTHON names ${python}, which has not all of torch, timm, safetensors. Install them there, or unset it.`
    : "not installed. Run `tresnet-bench peers install pytorch`, or name a Python that has it in TRESNET_BENCH_PYTHON.";
  return { present: false, reason };
}
