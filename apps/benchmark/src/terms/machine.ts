/** The machine that a measurement belongs to. */
import { readFileSync } from "node:fs";
import os from "node:os";

/** The machine that a measurement belongs to. */
export interface Machine {
  /** The processor's model, as it calls itself. */
  readonly cpu: string;
  /** Cores that this process and its sides may use. */
  readonly cores: number;
  /** All of its memory. */
  readonly memoryBytes: number;
  /** The operating system, its release and the processor's architecture. */
  readonly system: string;
  /** The version of Node. */
  readonly node: string;
}

/** Describes the machine that this process runs on. */
export function describeMachine(): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
  };
}

/** The machine in one line, without its full stop. */
export function describe({ cpu, cores, memoryBytes, system, node }: Machine): string {
  return `${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${system}; Node ${node}`;
}

/** The most memory that this process has ever held, in bytes: VmHWM on Linux, where maxRSS counts the parent's too. */
export function peakMemory(): number {
  if (process.platform === "linux") {
    const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
