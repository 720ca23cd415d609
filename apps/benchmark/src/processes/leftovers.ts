/** What must not outlive this process: the processes that it started, and folders for their files. */
import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import path from "node:path";

const processes = new Set<ChildProcess>();
const folders = new Set<string>();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A new folder for files of a measurement; `removeFolder` ends it, or else the end of this process. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-bench-"));
  folders.add(folder);
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  folders.delete(folder);
}

/** Has the child killed when this process ends before it. */
export function ownProcess(child: ChildProcess): void {
  processes.add(child);
  child.once("close", () => processes.delete(child));
}

/**
 * From now on signals end this process by its exit, unless somebody else listens to them, and its exit leaves nothing
 * behind.
 */
export function leaveNothing(): void {
  process.once("exit", () => {
    for (const child of processes) child.kill("SIGKILL");
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of signals) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
    });
  }
}
