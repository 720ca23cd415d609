/** Finds the Python that runs the peer `pytorch`. */
import path from "node:path";
import { cacheFolder } from "@tresnet/engine";
import { runProgram } from "./run-program.ts";

/** The packages of the peer, pinned: a ratio belongs to versions. */
export const pytorchPackages = { torch: "2.15.0", timm: "1.0.31", safetensors: "0.8.0" } as const;

/** A peer that can run, or why it can't. */
export type PeerState =
  | { readonly present: true; readonly python: string; readonly versions: Readonly<Record<string, string>> }
  | { readonly present: false; readonly reason: string };

// The packages' data alone: importing torch takes seconds.
const script = `
import importlib.metadata as m, json, platform
print(json.dumps({"python": platform.python_version()} | {p: m.version(p) for p in ("torch", "timm", "safetensors")}))
`;

/** The folder of the environment that `tresnet-bench peers install pytorch` makes. */
export function pytorchFolder(): string {
  const { torch, timm } = pytorchPackages;
  return path.join(cacheFolder(), "peers", `pytorch-${torch}-timm-${timm}`);
}

/** The Python of a virtual environment. */
export function pythonOf(folder: string): string {
  return process.platform === "win32" ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");
}

/** The Python that TRESNET_BENCH_PYTHON names, else that of our own environment, if it has what the peer needs. */
export async function findPyTorch(): Promise<PeerState> {
  const named = process.env["TRESNET_BENCH_PYTHON"];
  const python = named ? path.resolve(named) : pythonOf(pytorchFolder());
  const { exitCode, output } = await runProgram([python, "-c", script]);
  const versions = exitCode === 0 ? parseVersions(output) : undefined;
  if (versions !== undefined) return { present: true, python, versions };
  const packages = Object.keys(pytorchPackages).join(", ");
  const reason = named
    ? `TRESNET_BENCH_PYTHON names ${python}, which has not all of ${packages}. Install them there, or unset it.`
    : "not installed. Run `tresnet-bench peers install pytorch`, or name a Python that has it in TRESNET_BENCH_PYTHON.";
  return { present: false, reason };
}

function parseVersions(output: string): Record<string, string> | undefined {
  const value: unknown = JSON.parse(output);
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, version]) => [name, String(version)]));
}
