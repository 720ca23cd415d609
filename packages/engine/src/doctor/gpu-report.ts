/** Whether an NVIDIA GPU is used, and one sentence on why or why not. */
import { findNvidiaGpus, type NvidiaGpus } from "../provisioning/nvidia.ts";
import type { Machine } from "../provisioning/platform.ts";
import { runProcess } from "../provisioning/wheels/run-process.ts";
import type { Flavor } from "../provisioning/wheels/wheel.ts";

/** The NVIDIA GPUs of this machine, and whether they are used. */
export interface GpuReport {
  /** The version of the kernel driver, such as "550.54.15"; null when none is loaded. */
  readonly driver: string | null;
  /** The GPUs' device files, such as ["/dev/nvidia0"]. */
  readonly devices: readonly string[];
  /** The lines that `nvidia-smi` lists the GPUs by; empty when there is no such program. */
  readonly names: readonly string[];
  /** Whether the running engine computes on the GPU; null when none runs. */
  readonly used: boolean | null;
  /** One sentence on why the GPU is used or not, with what to do. */
  readonly reason: string;
}

/** What decides whether a GPU is used, besides the GPUs themselves. */
export interface GpuFacts {
  readonly machine: Pick<Machine, "platform" | "arch">;
  readonly device: "auto" | "cpu" | "gpu" | undefined;
  readonly library: { readonly flavor: Flavor; readonly source: string } | null;
  readonly running: "cpu" | "gpu" | undefined;
}

/** Looks for NVIDIA GPUs and reports whether they are used, and why. */
export async function gpuReport(facts: GpuFacts): Promise<GpuReport> {
  const gpus = await findNvidiaGpus();
  const smi = gpus.driver ? await runProcess("nvidia-smi", ["--list-gpus"], { timeoutMs: 10_000 }) : undefined;
  return {
    driver: gpus.driver ?? null,
    devices: gpus.devices,
    names: smi?.exitCode === 0 ? smi.output.split("\n").filter((line) => line.startsWith("GPU ")) : [],
    used: facts.running ? facts.running === "gpu" : null,
    reason: gpuReason(facts, gpus, process.env.CUDA_VISIBLE_DEVICES),
  };
}

/** Explains in one sentence why the GPU is used or not. `visibleDevices` is the value of CUDA_VISIBLE_DEVICES. */
export function gpuReason(
  { machine, device, library, running }: GpuFacts,
  { driver, devices }: NvidiaGpus,
  visibleDevices?: string,
): string {
  if (running === "gpu") return "TensorFlow computes on the GPU.";
  if (machine.platform !== "linux" || machine.arch !== "x64") {
    return `TensorFlow has no build for NVIDIA GPUs on ${machine.platform}-${machine.arch}, so the CPU computes.`;
  }
  if (driver === undefined && devices.length === 0) {
    return "No NVIDIA driver is loaded (no /proc/driver/nvidia/version) and there is no /dev/nvidia0, so the CPU computes.";
  }
  if (devices.length === 0) {
    return `NVIDIA's driver ${driver} is loaded, but there is no /dev/nvidia0: in a container, start it with access to the GPU.`;
  }
  if (driver === undefined) {
    return `There is ${devices[0]}, but NVIDIA's driver is not loaded (no /proc/driver/nvidia/version): install or load it.`;
  }
  if (device === "cpu") return 'A GPU is there, but device "cpu" was asked for.';
  if (visibleDevices !== undefined && !/^\s*\d|^\s*(GPU|MIG)-/.test(visibleDevices)) {
    return `A GPU is there, but CUDA_VISIBLE_DEVICES="${visibleDevices}" hides it.`;
  }
  if (library?.flavor === "cpu") {
    const remedy =
      library.source === "override"
        ? "unset TRESNET_TENSORFLOW_DIR, or point it at a build with CUDA"
        : "run `tresnet setup --device gpu` to fetch one with CUDA";
    return `A GPU is there, but the library found is built for CPUs only: ${remedy}.`;
  }
  if (!library) return "A GPU is there; the library with CUDA will be fetched for it on first use.";
  if (running === "cpu") {
    return `A GPU and a library with CUDA are there, but TensorFlow sees no GPU: driver ${driver} may be too old for CUDA 12.5 (525 or later is needed), or a CUDA library is missing. Set TF_CPP_MIN_LOG_LEVEL=0 to see what TensorFlow says.`;
  }
  return "A GPU and a library with CUDA are there; TensorFlow will compute on the GPU.";
}
