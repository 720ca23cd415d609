/**
 * How busy the cores are with other people's work: processor time of all, less that of our own processes and their
 * children; Linux only.
 */
import { readdirSync, readFileSync } from "node:fs";
import { allowedCores, coresOf } from "../text/core-list.ts";

/** Processor time so far, in seconds. */
export interface ProcessorTime {
  /** Time that all processes had, and the machine's host, on the watched cores. */
  readonly busy: number;
  /** Time that our processes had. */
  readonly own: number;
  /** What the watched cores had in all, busy or not. */
  readonly available: number;
}

// Linux counts in hundredths of a second, whatever its own clock is.
const ticksPerSecond = 100;

/**
 * The processor time up to now of `cores` ("0,1"; where undefined, those of this process), and of this process with all
 * that it started and they started; undefined where there is no /proc.
 */
export function processorTime(cores: string | undefined): ProcessorTime | undefined {
  try {
    const watched = cores === undefined ? (allowedCores() ?? []) : coresOf(cores);
    const times = parseStat(readFileSync("/proc/stat", "utf8"), watched);
    return { ...times, own: familySeconds(process.pid, readProcesses()) };
  } catch {
    return undefined;
  }
}

function timeBetween(before: ProcessorTime, after: ProcessorTime): ProcessorTime {
  return {
    busy: after.busy - before.busy,
    own: after.own - before.own,
    available: after.available - before.available,
  };
}

/** Does a round's work and adds the processor time that went by meanwhile to `rounds`, where the system counts it. */
export async function countRound(
  rounds: ProcessorTime[],
  cores: string | undefined,
  work: () => Promise<void>,
): Promise<void> {
  const before = processorTime(cores);
  await work();
  const after = processorTime(cores);
  if (before !== undefined && after !== undefined) rounds.push(timeBetween(before, after));
}

/** Busy and available seconds of some cores, by the text of /proc/stat. @see proc_stat(5) */
export function parseStat(text: string, cores: readonly number[]): { busy: number; available: number } {
  let [busy, available] = [0, 0];
  for (const core of cores) {
    const line = text.split("\n").find((candidate) => candidate.startsWith(`cpu${core} `));
    if (line === undefined) throw new Error(`/proc/stat has no cpu${core}.`);
    // Guests are counted in user and nice already.
    const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0] = numbers(line).slice(1);
    busy += (user + nice + system + irq + soft + steal) / ticksPerSecond;
    available += (user + nice + system + idle + wait + irq + soft + steal) / ticksPerSecond;
  }
  return { busy, available };
}

/** A process, as far as its time goes. */
export interface ProcessTime {
  readonly pid: number;
  readonly parent: number;
  /** User and system time, with that of its children that have ended. */
  readonly seconds: number;
}

/** By the text of /proc/PID/stat. @see proc_pid_stat(5) */
export function parseProcessStat(text: string): ProcessTime {
  // The program's name is in parentheses and may hold anything, spaces too; the state after it is field 3.
  const fields = [
    "",
    ...text
      .slice(text.lastIndexOf(")") + 1)
      .trim()
      .split(/\s+/),
  ].map(Number);
  const field = (number: number) => fields[number - 2] ?? Number.NaN;
  const ticks = field(14) + field(15) + field(16) + field(17);
  return { pid: Number.parseInt(text, 10), parent: field(4), seconds: ticks / ticksPerSecond };
}

/** Seconds of a process and of all that descend from it. */
export function familySeconds(root: number, processes: readonly ProcessTime[]): number {
  const family = new Set([root]);
  let known = 0;
  while (known < family.size) {
    known = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  return processes.reduce((sum, { pid, seconds }) => sum + (family.has(pid) ? seconds : 0), 0);
}

function readProcesses(): ProcessTime[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [parseProcessStat(readFileSync(`/proc/${pid}/stat`, "utf8"))];
    } catch {
      return []; // it has ended since
    }
  });
}

function numbers(text: string): number[] {
  return text.split(/\s+/).map(Number);
}
