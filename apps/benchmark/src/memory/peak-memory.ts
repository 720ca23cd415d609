/** The most memory that a side takes for a few steps, in a process of its own that ends with them. */
import { readFileSync } from "node:fs";
import { pinned } from "../processes/program.ts";
import { ChildSide } from "../sides/child-side.ts";
import { sideProgram } from "../sides/side-program.ts";
import { startRequest } from "../sides/start-request.ts";
import type { CaseFiles } from "../terms/case-files.ts";
import type { BenchmarkCase, SideName } from "../terms/cases.ts";

export interface PeakOptions {
  readonly side: SideName;
  readonly case: BenchmarkCase;
  readonly files: CaseFiles;
  readonly threads: number;
  readonly steps: number;
  readonly cores?: string | undefined;
  readonly python?: string | undefined;
  /** The process is ended when it holds more, in bytes; Linux only. */
  readonly limit?: number;
}

const watchMs = 20;

export interface Peak {
  /** The most that the process held; Infinity where there was not enough memory. */
  readonly bytes: number;
  /** Versions of what the side runs on, by name; empty where it did not get as far as to say. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * The peak; Infinity when the process went above the limit, or the system ended it.
 * @throws Error when the side fails for another reason than memory.
 */
export async function peakMemoryOf(options: PeakOptions): Promise<Peak> {
  const { side, limit = Number.POSITIVE_INFINITY, steps, cores, python, ...request } = options;
  const child = new ChildSide(side, pinned(sideProgram(side, python), cores));
  let tooMuch = false;
  let versions: Peak["versions"] = {};
  const watch = setInterval(() => {
    tooMuch ||= residentBytes(child.pid) > limit;
    if (tooMuch) child.kill();
  }, watchMs);
  try {
    ({ versions } = await child.start(startRequest({ side, check: false, ...request })));
    await child.steps(steps);
    const { peakMemoryBytes } = await child.finish();
    return { bytes: peakMemoryBytes, versions };
  } catch (error) {
    if (tooMuch || isOutOfMemory(error)) return { bytes: Number.POSITIVE_INFINITY, versions };
    throw error;
  } finally {
    clearInterval(watch);
    child.kill();
  }
}

/** What a side says when memory is short: the kernel's signal, TensorFlow's status, PyTorch's allocator. */
export function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    /SIGKILL|OOM when allocating|ResourceExhausted|not enough memory|can(no|')t allocate memory|bad_alloc|Array buffer allocation failed/i.test(
      error.message,
    )
  );
}

function residentBytes(pid: number | undefined): number {
  try {
    const [, kilobytes] = /VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    // It has ended, or the system has no /proc.
    return 0;
  }
}
