/** The processes that a command has started to train together, as Linux tells of them. */
import { readdirSync, readFileSync } from "node:fs";

/** The numbers of the training processes that `parent` has started and that live, in the order of their tasks. */
export function trainProcessesOf(parent: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && isTrainProcess(pid) && parentOf(pid) === parent)
    .toSorted((a, b) => a - b);
}

/** Whether a process lives; one that has ended and that nobody has asked about does not. */
export function isAlive(pid: number): boolean {
  return isTrainProcess(pid) && !/^State:\s+Z/m.test(textOf(`/proc/${pid}/status`));
}

function isTrainProcess(pid: number): boolean {
  return textOf(`/proc/${pid}/cmdline`).includes("train-process");
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1]);
}

/** "" where the process has ended meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
