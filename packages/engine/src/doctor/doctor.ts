/** Looks at everything the engine depends on and reports it as plain data, whatever is missing. */
import { readdir, stat, statfs } from "node:fs/promises";
import { freemem, release, totalmem } from "node:os";
import path from "node:path";
import { cacheFolder } from "@tresnet/files";
import type { Engine } from "../backend/current-backend.ts";
import { type CpuFeatures, cpuFeatures } from "../native/cpu-features.ts";
import { thisMachine } from "../provisioning/platform.ts";
import { findTensorFlow, type ProvisionOptions, type TensorFlowLibrary } from "../provisioning/provision.ts";
import { ProvisionError } from "../provisioning/provision-error.ts";
import { findInstallers, type Installer } from "../provisioning/wheels/find-installers.ts";
import { folderSize } from "../provisioning/wheels/folder-size.ts";
import { sum } from "../provisioning/wheels/sum.ts";
import { type GpuReport, gpuReport } from "./gpu-report.ts";

/** What is known about the engine on this machine; JSON holds all of it. Sizes are in bytes. */
export interface EngineReport {
  readonly platform: { readonly name: string; readonly kernel: string; readonly glibc: string | null };
  readonly node: string;
  readonly cpu: CpuFeatures;
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
  /** Threads that TensorFlow uses for different ops at once and inside one op. */
  readonly threads: { readonly interOp: number; readonly intraOp: number };
  readonly library: (TensorFlowLibrary & { readonly bytes: number }) | null;
  /** Why there is no library, with what to do. */
  readonly problem: { readonly code: string; readonly message: string } | null;
  /** The devices of the running engine; null when none runs. */
  readonly devices: readonly string[] | null;
  readonly gpu: GpuReport;
  readonly installers: readonly Installer[];
  readonly cache: {
    readonly folder: string;
    readonly bytes: number;
    readonly freeBytes: number | null;
    readonly entries: readonly { readonly name: string; readonly bytes: number }[];
  };
}

export interface InspectOptions {
  readonly device?: ProvisionOptions["device"];
  /** The running engine, if the report should tell what it sees. */
  readonly engine?: Pick<Engine, "devices" | "device" | "version"> | undefined;
  /** As given to `useTensorFlow`; 0 and undefined mean every core. */
  readonly threads?: { readonly interOp?: number; readonly intraOp?: number } | undefined;
}

/** Reports what the engine would run on; never downloads, and never throws for a missing piece. */
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

/** The machine's memory, or the container's share of it. */
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
