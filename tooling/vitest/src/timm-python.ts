/** The Python that tests compare with timm in: that of the benchmark's peer. */
import { findPyTorch } from "../../../apps/benchmark/src/peers/find-pytorch.ts";
import { notRun } from "./not-run.ts";

/**
 * The path of a Python with torch, timm and safetensors: what TRESNET_BENCH_PYTHON names, or what
 * `tresnet-bench peers install pytorch` made. Without one, the running test is not run: torch alone is 5 GB.
 */
export async function pythonWithTimm(): Promise<string> {
  const found = await findPyTorch();
  return found.present ? found.python : notRun(`there is no Python with timm: ${found.reason}`);
}
