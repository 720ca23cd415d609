/** Finds out whether this machine has an NVIDIA GPU and its driver, from outside of TensorFlow. */
import { readdir, readFile } from "node:fs/promises";

/** The NVIDIA GPUs of a machine. */
export interface NvidiaGpus {
  /** The kernel driver's version, such as "550.54.15"; undefined when none is loaded. */
  readonly driver: string | undefined;
  /** The GPUs' device files, such as ["/dev/nvidia0"]. */
  readonly devices: readonly string[];
}

/** Folders that Linux fills when the driver is loaded; tests name others. */
export interface NvidiaFolders {
  readonly proc?: string;
  readonly dev?: string;
  /** The folder in which Windows puts its driver's library for WSL 2, which has no /proc/driver/nvidia. */
  readonly wsl?: string;
}

/** Reads the driver's version and the GPUs' device files; both empty where there are none. */
export async function findNvidiaGpus({
  proc = "/proc",
  dev = "/dev",
  wsl = "/usr/lib/wsl/lib",
}: NvidiaFolders = {}): Promise<NvidiaGpus> {
  const version = await readFile(`${proc}/driver/nvidia/version`, "utf8").catch(() => "");
  const names = await readdir(dev).catch((): string[] => []);
  if (!version && names.includes("dxg") && (await readdir(wsl).catch((): string[] => [])).includes("libcuda.so.1")) {
    return { driver: "of the Windows host", devices: [`${dev}/dxg`] };
  }
  return {
    driver: /Kernel Module(?:\s+for\s+\S+)?\s+([\d.]+)/.exec(version)?.[1],
    devices: names
      .filter((name) => /^nvidia\d+$/.test(name))
      .sort()
      .map((name) => `${dev}/${name}`),
  };
}
