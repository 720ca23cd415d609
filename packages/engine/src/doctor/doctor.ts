/** Looks at everything the engine depends on and reports it as plain data, whatever is missing. */
import { readdir, stat, statfs } from "node:fs/promises";
import { freemem, release, totalmem } from "node:os";
import path from "node:path";
import { cacheFolder } from "@tresnet/files";
import type { EngineThreads } from "../backend/context.ts";
import type { Engine } from "../backend/current-backend.ts";
import { type CpuFeatures, cpuFeatures } from "../native/cpu-features.ts";
import { thisMachine } from "../provisioning/platform.ts";
import { findTensorFlow, type ProvisionOptions, type TensorFlowLibrary } from "../provisioning/provision.ts";
import { ProvisionError } from "../provisioning/provision-error.ts";
import { findInstallers, type Installer } from "../provisioning/wheels/find-installers.ts";
import { folderSize } from "../provisioning/wheels/folder-size.ts";
import { sum } from "../provisioning/wheels/sum.ts";
import { type GpuReport, gpuReport } from "./gpu-report.ts";

/** Everything that is known about the engine on this machine, as plain values that JSON can hold. */
export interface EngineReport {
  /**
   * The platform, such as "linux-x64", its kernel's version, and that of the GNU C library; null where there is none.
   */
  readonly platform: { readonly name: string; readonly kernel: string; readonly glibc: string | null };
  /** The version of Node, such as "20.19.0". */
  readonly node: string;
  /** The processor and its vector instructions. */
  readonly cpu: CpuFeatures;
  /** The memory that this process may use, the container's share where it has one, and how much of it is free. */
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
  /** How many ops TensorFlow runs at once (`interOp`), and how many threads compute one op (`intraOp`). */
  readonly threads: { readonly interOp: number; readonly intraOp: number };
  /** TensorFlow's library and the size of its two files; null when none was found. */
  readonly library: (TensorFlowLibrary & { readonly bytes: number }) | null;
  /**
   * Why there is no library, with what to do: a `ProvisionErrorCode`, "not-fetched" or "unknown"; null when there is
   * one.
   */
  readonly problem: { readonly code: string; readonly message: string } | null;
  /** The names of the running engine's devices; null when no engine runs. */
  readonly devices: readonly string[] | null;
  /** The NVIDIA GPUs of the machine, and whether they are used. */
  readonly gpu: GpuReport;
  /** The user's own programs that can fetch the library, pip first. */
  readonly installers: readonly Installer[];
  /** The user's cache: its folder, its size, what is free on its disk (null when unknown), and its folders' sizes. */
  readonly cache: {
    readonly folder: string;
    readonly bytes: number;
    readonly freeBytes: number | null;
    readonly entries: readonly { readonly name: string; readonly bytes: number }[];
  };
}

/** What `inspectEngine` reports about. */
export interface InspectOptions {
  /** The device that a library is looked for, as for `useTensorFlow`. @default "auto" */
  readonly device?: ProvisionOptions["device"];
  /** The running engine, whose devices and version the report then has. @default none */
  readonly engine?: Pick<Engine, "devices" | "device" | "version"> | undefined;
  /** The threads that were given to `useTensorFlow`; 0 and undefined mean as many as there are cores. */
  readonly threads?: EngineThreads | undefined;
}

/** Reports what the engine runs on or would run on. It downloads nothing, and a missing piece is no error. */
export async function inspectEngine({
  device = "auto",
  engine,
  threads = {},
}: InspectOptions = {}): Promise<EngineReport> {
  const machine = thisMachine();
  const cpu = cpuFeatures();
  const { library, problem } = await inspectLibraryChoice(device, engine?.version);
  return {
    platform: { name: `${machine.platform}-${machine.arch}`, kernel: release(), glibc: machine.glibc ?? null },
    node: process.versions.node,
    cpu,
    memory: { totalBytes: usableMemory(), freeBytes: Math.min(freemem(), usableMemory()) },
    threads: { interOp: threads.interOp || cpu.cores, intraOp: threads.intraOp || cpu.cores },
    library,
    problem,
    devices: engine?.devices.map(({ name }) => name) ?? null,
    gpu: await gpuReport({ machine, device, library, running: engine?.device }),
    installers: await findInstallers(),
    cache: await inspectCache(cacheFolder()),
  };
}

/** Returns the machine's memory in bytes, or the container's share of it. */
function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

async function inspectLibraryChoice(
  device: ProvisionOptions["device"],
  runningVersion: string | undefined,
): Promise<Pick<EngineReport, "library" | "problem">> {
  try {
    const found = await findTensorFlow({ device });
    if (!found) {
      const message =
        "TensorFlow's library is not on this machine yet: it is fetched on first use, or by `tresnet setup`.";
      return { library: null, problem: { code: "not-fetched", message } };
    }
    const sizes = await Promise.all([found.ccPath, found.frameworkPath].map(async (file) => (await stat(file)).size));
    return { library: { ...found, version: runningVersion ?? found.version, bytes: sum(sizes) }, problem: null };
  } catch (error) {
    const code = error instanceof ProvisionError ? error.code : "unknown";
    return { library: null, problem: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

async function inspectCache(folder: string): Promise<EngineReport["cache"]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = found.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const entries = await Promise.all(
    names.sort().map(async (name) => ({ name, bytes: await folderSize(path.join(folder, name)) })),
  );
  const disk = await statfs(folder).catch(() => undefined);
  return {
    folder,
    bytes: sum(entries.map(({ bytes }) => bytes)),
    freeBytes: disk ? disk.bavail * disk.bsize : null,
    entries,
  };
}
