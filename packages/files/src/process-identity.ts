/** Tells a process from every other one that has or had its number. */
import { type ExecFileSyncOptions, execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { errorCode } from "./error-code.ts";

/** What becomes of a process as far as it can be seen from here. */
export type Life = "alive" | "dead" | "unseen";

/** A process by more than its number. */
export interface ProcessIdentity {
  /** The process's number. */
  readonly pid: number;
  /** Where that number means this process; undefined where nothing but the host's name is known. */
  readonly place?: string | undefined;
  /** When it began, in its system's own words; undefined where the system does not say. */
  readonly started?: string | undefined;
}

/** The identity of the running process. */
export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, place: readPlace(), started: startOf(process.pid) };
  return own;
}

/**
 * Whether a process still runs. It is unseen where it ran on another machine, before the machine started anew, in
 * another container, or where its system tells no start times.
 */
export function lifeOf({ pid, place, started }: ProcessIdentity): Life {
  if (place !== ownIdentity().place) return "unseen";
  if (!isRunning(pid)) return "dead";
  if (started === undefined) return "unseen";
  const now = startOf(pid);
  // Of other users' processes some systems show no more than that they run.
  return now === undefined || now === started ? "alive" : "dead";
}

/** Whether there is a process of this number here; one that has ended and waits for its parent is none. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === "EPERM"; // it lives, but belongs to another user
  }
  return !/^[ZX]/.test(statOf(pid)?.[0] ?? "");
}

let own: ProcessIdentity | undefined;

/**
 * The running kernel and, for containers, its set of process numbers. The host's name says less: containers and copied
 * machines share it, and it changes with the network.
 */
function readPlace(): string {
  try {
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

function startOf(pid: number): string | undefined {
  if (process.platform === "linux") return statOf(pid)?.[19];
  try {
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    const options = { env, stdio: ["ignore", "pipe", "ignore"] } satisfies ExecFileSyncOptions;
    return String(execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], options)).trim();
  } catch {
    return undefined;
  }
}

/** The fields of /proc/PID/stat from the third on: the state, and 19 further the start in ticks since the kernel's. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in brackets, which may hold brackets and blanks itself.
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
