/** Damaged run directories and what became of them, as a table. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { resume } from "../../../../apps/trainer/src/index.ts";
import { type Random, seededRandom } from "../../../fuzz/src/random.ts";
import { table } from "../table.ts";
import { byteMutations } from "./byte-mutations.ts";
import { interruptedRun } from "./interrupted-run.ts";
import type { Mutation } from "./mutation.ts";
import { isFault, type Outcome, outcomeOf, outcomes } from "./outcome-of.ts";
import { checkpointMutations, configMutations, metricsMutations } from "./value-mutations.ts";

/** What is asked for. */
export interface DamageRequest {
  /** Damaged run directories, drawn from all that there are; undefined for all, some 400. */
  readonly count: number | undefined;
  readonly seed: number;
  /** Told of each one. */
  readonly tell: (line: string) => void;
}

/** A damaged run directory and how it ended. */
export interface DamagedRun {
  readonly mutation: Mutation;
  readonly outcome: Outcome;
}

/** Damages runs, prints a table of the outcomes and then each fault; the number of faults. */
export async function printDamage(request: DamageRequest): Promise<number> {
  const runs = await damageRuns(request);
  const rows = [...new Set(runs.map(({ mutation }) => rowOf(mutation)))].map((row) => {
    const own = runs.filter(({ mutation }) => rowOf(mutation) === row);
    return [row, own.length, ...countsOf(own)];
  });
  console.log(`\nDamaged run directories that were resumed, seed ${request.seed}.\n`);
  console.log(table(["damage", "runs", ...outcomes], [...rows, ["all", runs.length, ...countsOf(runs)]]));
  const faults = runs.filter(({ outcome }) => isFault(outcome));
  for (const { mutation, outcome } of faults) {
    console.log(`fault: ${rowOf(mutation)}: ${mutation.name}: ${outcome.name}: ${outcome.words}`);
  }
  return faults.length;
}

function rowOf({ file, kind }: Mutation): string {
  return `${file}: ${kind}`;
}

function countsOf(runs: readonly DamagedRun[]): number[] {
  return outcomes.map((name) => runs.filter(({ outcome }) => outcome.name === name).length);
}

/** Trains two runs that are interrupted, ends one, and resumes damaged copies of it. */
export async function damageRuns({ count, seed, tell }: DamageRequest): Promise<readonly DamagedRun[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-damage-"));
  try {
    const run = await interruptedRun(folder, "run", 1);
    const other = await interruptedRun(folder, "other", 2);
    const whole = path.join(folder, "whole");
    await cp(run, whole, { recursive: true });
    await resume(whole);
    const random = seededRandom(seed);
    const all = [
      ...(await byteMutations(run, other, random)),
      ...(await configMutations(run, random)),
      ...(await metricsMutations(run, random)),
      ...(await checkpointMutations(run, "last.safetensors", random)),
      ...(await checkpointMutations(run, "best.safetensors", random)),
    ];
    const runs: DamagedRun[] = [];
    for (const mutation of drawn(all, count ?? all.length, random)) {
      const outcome = await outcomeOf(mutation, { run, whole, scratch: path.join(folder, "damaged") });
      tell(`${rowOf(mutation)}: ${mutation.name}: ${outcome.name}`);
      runs.push({ mutation, outcome });
    }
    return runs;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Some of a list, in its order. */
function drawn<T>(all: readonly T[], count: number, random: Random): T[] {
  const left = [...all.keys()];
  while (left.length > count) left.splice(random(left.length), 1);
  const kept = new Set(left);
  return all.filter((_, index) => kept.has(index));
}
