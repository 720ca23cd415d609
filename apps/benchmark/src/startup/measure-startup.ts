/** From the start of a process to its first finished step, part by part: fresh processes, side after side, in turns. */
import { type Judgement, judge } from "../processes/disturbance.ts";
import { removeFolder, temporaryFolder } from "../processes/leftovers.ts";
import { countRound, type ProcessorTime } from "../processes/load-meter.ts";
import { pinned } from "../processes/program.ts";
import { ChildSide } from "../sides/child-side.ts";
import { prepareCase } from "../sides/onnx/prepare-case.ts";
import { sideProgram } from "../sides/side-program.ts";
import { startRequest } from "../sides/start-request.ts";
import type { CaseFiles } from "../terms/case-files.ts";
import type { BenchmarkCase, SideName } from "../terms/cases.ts";
import { describeMachine } from "../terms/machine.ts";
import { type RunConditions, type RunRecord, threadsOn } from "../terms/run-conditions.ts";
import { type Spread, spread } from "../text/statistics.ts";

export interface StartupOptions extends RunConditions {
  readonly case: BenchmarkCase;
  readonly sides: readonly SideName[];
  /** Starts of every side. */
  readonly rounds: number;
}

/** Milliseconds of one start, by part. */
export interface Start {
  /** The process itself, with what its language loads. */
  readonly process: number;
  /** Loading TensorFlow, PyTorch or a backend of TensorFlow.js. */
  readonly "load library": number;
  /** Building the model and reading its weights. */
  readonly "build model": number;
  /** Recording the step; 0 where nothing is recorded. */
  readonly trace: number;
  /** The first step without the recording: what a library does at its first sight of the work. */
  readonly "first step": number;
  /** All of it: from the start of the process to the end of the first step. */
  readonly total: number;
  /** The next step, with nothing left to prepare. */
  readonly "second step": number;
}

export const startParts = [
  ...["process", "load library", "build model", "trace", "first step", "total", "second step"],
] as const satisfies readonly (keyof Start)[];

export interface SideStartup {
  readonly side: SideName;
  /** Versions of what the side runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly partsMs: Readonly<Record<keyof Start, Spread>>;
  /** Calls of TensorFlow that compute, in the second step; null where the side does not count them. */
  readonly nativeCalls: number | null;
}

export interface StartupMeasurement extends Judgement, RunRecord {
  readonly case: BenchmarkCase;
  readonly rounds: number;
  readonly results: readonly SideStartup[];
}

interface Observation {
  readonly versions: SideStartup["versions"];
  readonly start: Start;
  readonly nativeCalls: number | null;
}

/**
 * Starts every side once unmeasured, so that no side reads its library from disk for the others, then `rounds` times.
 * @throws Error when a side fails.
 */
export async function measureStartup({
  onProgress = () => {},
  ...options
}: StartupOptions): Promise<StartupMeasurement> {
  const { case: shared, sides, rounds, cores, absent = [] } = options;
  const threads = threadsOn(cores);
  const folder = await temporaryFolder();
  try {
    const files = await prepareCase(folder, shared, { sides, onProgress });
    const observed = new Map<SideName, Observation[]>(sides.map((side) => [side, []]));
    const load: ProcessorTime[] = [];
    for (let round = 0; round <= rounds; round++) {
      await countRound(round === 0 ? [] : load, cores, async () => {
        for (const side of sides) {
          const observation = await observe(side, { ...options, files, threads });
          const label = round === 0 ? "not measured" : `round ${round}/${rounds}`;
          onProgress(`${label} ${side}: ${(observation.start.total / 1000).toFixed(1)} s to the end of the first step`);
          if (round > 0) observed.get(side)?.push(observation);
        }
      });
    }
    const results = [...observed].map(([side, starts]) => summarize(side, starts));
    const timed = [...observed].map(([name, starts]) => ({ name, roundsMs: starts.map(({ start }) => start.total) }));
    return {
      case: shared,
      rounds,
      threads,
      cores: cores ?? null,
      machine: describeMachine(),
      ...judge({ rounds: load, sides: timed }),
      results,
      absent,
    };
  } finally {
    await removeFolder(folder);
  }
}

async function observe(
  side: SideName,
  options: StartupOptions & { readonly files: CaseFiles; readonly threads: number },
): Promise<Observation> {
  const { case: shared, files, threads, python, cores } = options;
  const program = pinned(sideProgram(side, python), cores);
  const begun = performance.now();
  const child = new ChildSide(side, program);
  try {
    const { phasesMs, versions } = await child.start(
      startRequest({ side, case: shared, files, threads, check: false }),
    );
    const startedMs = performance.now() - begun;
    const first = await child.steps(1);
    const total = performance.now() - begun;
    const second = await child.steps(1);
    await child.finish();
    const { "load library": library = Number.NaN, "build model": model = Number.NaN } = phasesMs;
    const start: Start = {
      process: startedMs - library - model,
      "load library": library,
      "build model": model,
      trace: first.tracingMs,
      "first step": total - startedMs - first.tracingMs,
      total,
      "second step": second.durationsMs[0] ?? Number.NaN,
    };
    return { versions, start, nativeCalls: second.nativeCalls };
  } finally {
    child.kill();
  }
}

function summarize(side: SideName, observed: readonly Observation[]): SideStartup {
  const part = (name: keyof Start) => spread(observed.map(({ start }) => start[name]));
  return {
    side,
    versions: observed.at(-1)?.versions ?? {},
    partsMs: {
      process: part("process"),
      "load library": part("load library"),
      "build model": part("build model"),
      trace: part("trace"),
      "first step": part("first step"),
      total: part("total"),
      "second step": part("second step"),
    },
    nativeCalls: observed.at(-1)?.nativeCalls ?? null,
  };
}
