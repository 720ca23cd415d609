/** The Python that tests compare with timm in: that of the benchmark's peer, or one around the system's own PyTorch. */
import { findPyTorch } from "../../../apps/benchmark/src/peers/find-pytorch.ts";
import { notRun } from "./not-run.ts";
import { environmentAround, starts } from "./python-environment.ts";

/** Where Debian's package python3-torch is, and others' like it: PyTorch without code for GPUs. */
const system = "/usr/bin/python3";

/**
 * The path of a Python with torch, timm and safetensors: what TRESNET_BENCH_PYTHON names, what `tresnet-bench peers
 * install pytorch` made, or an environment in the cache around the system's PyTorch. Without one, the running test is
 * not run: PyPI's torch for Linux is 5 GB, most of it for GPUs.
 */
export async function pythonWithTimm(): Promise<string> {
  const found = await findPyTorch();
  if (found.present) return found.python;
  const isNamed = Boolean(process.env["TRESNET_BENCH_PYTHON"]);
  if (isNamed || !(await starts(system, ["-c", "import torch, torchvision"]))) {
    notRun(`there is no Python with timm: ${found.reason}`);
  }
  return environmentAround(system, "timm-1.0.31", {
    packages: ["huggingface_hub==2.4.0", "safetensors==0.8.0", "pyyaml==6.0.4"],
    alone: ["timm==1.0.31"], // torch is there, though not under the name of a wheel
  });
}
