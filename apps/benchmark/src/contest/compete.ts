/** The measuring itself: entries of any cases, each in its own process, take turns. */

import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { judge } from "../processes/disturbance.ts";
import { removeFolder, temporaryFolder } from "../processes/leftovers.ts";
import { pinned } from "../processes/program.ts";
import { ChildSide } from "../sides/child-side.ts";
import { prepareCase } from "../sides/onnx/prepare-case.ts";
import { sideProgram } from "../sides/side-program.ts";
import { startRequest } from "../sides/start-request.ts";
import type { CaseFiles } from "../terms/case-files.ts";
import { type BenchmarkCase, sides } from "../terms/cases.ts";
import { describeMachine } from "../terms/machine.ts";
import type { Contest } from "../terms/measurement.ts";
import { threadsOn } from "../terms/run-conditions.ts";
import { type CheckedSide, checkSameOutputs, referenceOf } from "./compare-outputs.ts";
import type { Competitor } from "./competitor.ts";
import type { Conditions } from "./conditions.ts";
import type { Entry } from "./entry.ts";
import { summarize } from "./summarize.ts";
import { takeTurns } from "./take-turns.ts";

/** What a contest is given. */
export interface CompeteOptions extends Conditions {
  /** Who takes part, in the order of their turns; names are unique. */
  readonly entries: readonly Entry[];
  /** Names of the entries that ratios are against. @default the last entry */
  readonly baselines?: readonly string[];
}

/**
 * Measures entries of any cases, each in a process of its own, in turns; entries of the same case are checked to
 * compute the same.
 * @throws Error when a side's process fails, or sides compute different things; all of them are ended then.
 */
export async function compete({ onProgress = () => {}, ...options }: CompeteOptions): Promise<Contest> {
  const { entries, rounds, stepsPerTurn, warmUpSteps, cores, absent = [] } = options;
  const threads = threadsOn(cores);
  const folder = await temporaryFolder();
  const children: ChildSide[] = [];
  try {
    const files = new Map<string, CaseFiles>();
    const all: Competitor[] = [];
    for (const entry of entries) {
      const { name, side, case: own } = entry;
      onProgress(`${name}: warming up`);
      const same = entries.filter((other) => keyOf(other.case) === keyOf(own)).map((other) => other.side);
      const known =
        files.get(keyOf(own)) ??
        (await prepareCase(await mkdtemp(path.join(folder, "case-")), own, { sides: same, onProgress }));
      files.set(keyOf(own), known);
      const child = new ChildSide(name, pinned(sideProgram(side, options.python), cores));
      children.push(child);
      const started = await child.start(startRequest({ side, case: own, files: known, threads, check: true }));
      await child.steps(warmUpSteps);
      all.push({ entry, child, started, roundsMs: [], losses: [], nativeCalls: [] });
    }
    const references = checkCases(all);
    const load = await takeTurns(all, { rounds, stepsPerTurn, cores }, onProgress);
    const baselines = options.baselines ?? entries.slice(-1).map(({ name }) => name);
    const timed = all.map(({ entry: { name }, roundsMs }) => ({ name, roundsMs }));
    const results = [];
    for (const competitor of all)
      results.push(
        await summarize(competitor, all, { baselines, stepsPerTurn, reference: references.get(competitor.entry.name) }),
      );
    return {
      baselines,
      rounds,
      stepsPerTurn,
      warmUpSteps,
      threads,
      cores: cores ?? null,
      machine: describeMachine(),
      ...judge({ rounds: load, sides: timed }),
      results,
      absent,
    };
  } finally {
    for (const child of children) child.kill();
    await removeFolder(folder);
  }
}

/** Checks the outputs of each case, and gives the side that each entry was compared with, by the entry's name. */
function checkCases(all: readonly Competitor[]): ReadonlyMap<string, CheckedSide> {
  const references = new Map<string, CheckedSide>();
  for (const key of new Set(all.map(({ entry }) => keyOf(entry.case)))) {
    const same = all.filter(({ entry }) => keyOf(entry.case) === key);
    const checked = same.flatMap(({ entry: { name, side }, started: { outputs } }) =>
      outputs === null ? [] : [{ side: name, precision: sides[side].precision, outputs }],
    );
    checkSameOutputs(checked);
    const reference = referenceOf(checked);
    if (reference !== undefined) for (const { side } of checked) references.set(side, reference);
  }
  return references;
}

function keyOf(options: BenchmarkCase): string {
  return JSON.stringify(options);
}
