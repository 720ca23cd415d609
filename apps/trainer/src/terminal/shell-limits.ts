/** Limits of the shell (`ulimit`) under which neither Node's threads nor TensorFlow can work. */
import { readFileSync } from "node:fs";

/** What starting needs; each worker thread and each download reserves 10 GB of addresses more. */
export const leastLimits = { openFiles: 256, addressBytes: 20 * 2 ** 30 } as const;

const moreFiles = 'Run "ulimit -n 4096" and start again.';
const moreAddresses =
  'Run "ulimit -v unlimited" and start again; memory itself is limited by control groups (systemd-run, docker --memory, Slurm\'s --mem).';

/**
 * What is wrong with the limits of a process, as Linux tells them in /proc/self/limits; undefined where nothing is, or
 * they can't be read.
 */
export function limitProblem(limits: string = readLimits()): string | undefined {
  const openFiles = limitOf(limits, "Max open files");
  if (openFiles < leastLimits.openFiles) {
    return `ulimit -n: expected at least ${leastLimits.openFiles} open files, which images, threads and TensorFlow need, got ${openFiles}. ${moreFiles}`;
  }
  const addressBytes = limitOf(limits, "Max address space");
  if (addressBytes < leastLimits.addressBytes) {
    return `ulimit -v: expected no limit on addresses, of which threads and WebAssembly reserve far more than they use, got one of ${gigabytes(addressBytes)}. ${moreAddresses}`;
  }
  return undefined;
}

/** A sentence about the limit that a failure comes from, to be put behind its message; "" where there is none. */
export function limitAdvice(message: string, limits: string = readLimits()): string {
  const openFiles = limitOf(limits, "Max open files");
  if (/\bEMFILE\b/.test(message) && Number.isFinite(openFiles)) {
    return ` This process may open ${openFiles} files (ulimit -n). ${moreFiles}`;
  }
  const addressBytes = limitOf(limits, "Max address space");
  if (/out of memory|not allocate|\bENOMEM\b|\bEAGAIN\b/i.test(message) && Number.isFinite(addressBytes)) {
    return ` This process may have ${gigabytes(addressBytes)} of addresses (ulimit -v). ${moreAddresses}`;
  }
  return "";
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function limitOf(limits: string, name: string): number {
  const [, soft] = new RegExp(`^${name}\\s+(\\d+)`, "m").exec(limits) ?? [];
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
}

function readLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return "";
  }
}
