/** Finds the Python that runs the peer `openvino`. */
import { z } from "zod";
import { runProgram } from "../processes/run-program.ts";
import { peersPython } from "./find-pytorch.ts";

/**
 * OpenVINO in the Python of all peers, or why it is not there. Its package for Node fetches its library by an install
 * script, which package managers of today don't run; the one for Python carries it.
 */
export type OpenVinoState =
  | { readonly present: true; readonly python: string; readonly versions: Readonly<Record<string, string>> }
  | { readonly present: false; readonly reason: string };

// The packages' data alone: importing takes a second.
const script = `
import importlib.metadata as m, json, platform
print(json.dumps({"python": platform.python_version()} | {p: m.version(p) for p in ("openvino", "safetensors")}))
`;

const versions = z.record(z.string(), z.string());

/** Looks for OpenVINO in the Python that TRESNET_BENCH_PYTHON names, else in the environment of PyTorch. */
export async function findOpenVino(): Promise<OpenVinoState> {
  const python = peersPython();
  const { exitCode, output } = await runProgram([python, "-c", script]);
  if (exitCode === 0) return { present: true, python, versions: versions.parse(JSON.parse(output)) };
  const reason = `${python} has not both of openvino and safetensors. Install them there (pip install openvino safetensors), or name a Python that has them in TRESNET_BENCH_PYTHON.`;
  return { present: false, reason };
}
