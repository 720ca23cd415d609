/** Going on with an earlier run: which of its seeds count, and whether they may be joined with new ones. */
import { readWhole } from "@tresnet/files";
import { z } from "zod";
import { parseJson } from "../../text/parse-json.ts";
import { type AccuracyConditions, accuracyFile, type SeedRun } from "./accuracy-result.ts";

/** The most bytes of a result. */
const mostBytes = 2 ** 26;

/** What an earlier run left. */
export interface EarlierAccuracy {
  readonly file: string;
  readonly commandLine: string;
  readonly conditions: AccuracyConditions;
  readonly seeds: readonly SeedRun[];
}

/** @throws Error naming the file, and the place in it where it is not what it should be. */
export async function readEarlierAccuracy(file: string): Promise<EarlierAccuracy> {
  const bytes = await readWhole(file, { mostBytes }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`--resume ${file} can't be read: ${reason}. Name an accuracy.json, or leave it out.`, { cause });
  });
  const { success, data, error } = accuracyFile.safeParse(parseJson(String(bytes)));
  if (success) return { file, ...data };
  throw new Error(`--resume ${file} is no result of tresnet-bench accuracy:\n${z.prettifyError(error)}`);
}

/** Those of the seeds 0 … count − 1 that are not finished, ascending. */
export function missingSeeds(count: number, finished: readonly SeedRun[]): number[] {
  const done = new Set(finished.map(({ seed }) => seed));
  return Array.from({ length: count }, (_, seed) => seed).filter((seed) => !done.has(seed));
}

/** All runs, by seed. */
export function joinSeeds(...runs: readonly SeedRun[]): SeedRun[] {
  return runs.toSorted((a, b) => a.seed - b.seed);
}

/** @throws Error naming every setting in which the earlier run differs, when it does. */
export function checkSameConditions(earlier: EarlierAccuracy, now: AccuracyConditions): void {
  const before = new Map(flat(compared(earlier.conditions)));
  const differences = flat(compared(now)).flatMap(([name, value]) => {
    const was = before.get(name);
    return was === value ? [] : [`${name} was ${was}, is ${value}`];
  });
  if (differences.length === 0) return;
  throw new Error(
    `--resume ${earlier.file} was made under other conditions: ${differences.join("; ")}. One mean can't be taken over both. ` +
      `It was made by \`${earlier.commandLine}\`.`,
  );
}

/** @throws Error when a side has other weights or runs on other versions than in the seeds before. */
export function checkSameSides(finished: readonly SeedRun[], latest: SeedRun): void {
  for (const { side, parameters, versions } of latest.runs) {
    const text = describe({ parameters, versions });
    for (const { seed, runs } of finished) {
      const earlier = runs.find((run) => run.side === side);
      const was = earlier && describe(earlier);
      if (was === text) continue;
      throw new Error(
        `${side} is ${text}; in seed ${seed} it was ${was ?? "not there"}. Start anew, without --resume.`,
      );
    }
  }
}

function describe({ parameters, versions }: Pick<SeedRun["runs"][number], "parameters" | "versions">): string {
  const names = Object.keys(versions).toSorted();
  return [`${parameters} weights`, ...names.map((name) => `${name} ${versions[name]}`)].join(", ");
}

/** What has to be the same: of the machine its processor, since memory and system change with a restart. */
function compared({ settings, sides, data, cores, machine }: AccuracyConditions) {
  return { ...settings, sides: sides.join(), ...data, cores, processor: `${machine.cores} × ${machine.cpu}` };
}

function flat(values: Readonly<Record<string, string | number | null>>): [string, string][] {
  return Object.entries(values).map(([name, value]) => [name, value === null ? "not set" : String(value)]);
}
