/** One training that is killed again and again, and how it ended. */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CliProcess, Ended } from "../../../../apps/trainer/test/cli-process.ts";
import { runDifferences } from "../../../../apps/trainer/test/run-differences.ts";
import type { Random } from "../../../fuzz/src/random.ts";

/** A training to be killed. */
export interface Victim {
  /** Starts it, or goes on with it. */
  readonly start: (args: readonly string[]) => CliProcess;
  /** The command's words where it begins anew. */
  readonly train: readonly string[];
  /** The folder of its run. */
  readonly run: string;
  /** How long the same training takes without a kill. */
  readonly wholeMs: number;
  /** The folder of the run that was never killed. */
  readonly whole: string;
}

/** How a training ended. */
export interface KilledTraining {
  readonly kills: number;
  /** Milliseconds after the start of each process at which it was killed. */
  readonly moments: readonly number[];
  /** Processes that began anew, since the one before was killed before it had a run. */
  readonly anew: number;
  /** What is not as in the run that was never killed; none where the bits are the same. */
  readonly differences: readonly string[];
}

/** A process that has not ended by itself after so long never will. */
const patienceMs = 600_000;

/** Kills a training one to three times at moments of the seed, lets it end, and compares it. */
export async function killTraining({ start, train, run, wholeMs, whole }: Victim, random: Random) {
  const wanted = 1 + random(3);
  const moments: number[] = [];
  let kills = 0;
  let anew = -1;
  for (;;) {
    const goesOn = existsSync(path.join(run, "config.json"));
    if (!goesOn) anew += 1;
    const cli = start(goesOn ? ["train", "--resume", run] : train);
    if (kills === wanted) {
      const differences = await differencesAtEnd(await endedWithin(cli, patienceMs), run, whole);
      return { kills, moments, anew, differences } satisfies KilledTraining;
    }
    const moment = 100 + random(Math.ceil(0.95 * wholeMs));
    const { signal, code, stderr } = await endedWithin(cli, moment);
    if (signal !== "SIGKILL") {
      // It was quicker than the whole: nothing is left to kill.
      const differences = await differencesAtEnd({ signal, code, stderr }, run, whole);
      return { kills, moments, anew, differences } satisfies KilledTraining;
    }
    kills += 1;
    moments.push(moment);
  }
}

/** Waits for the end, or kills after a time. */
export async function endedWithin(cli: CliProcess, ms: number): Promise<Ended> {
  const clock = new AbortController();
  await Promise.race([cli.ended(), sleep(ms, undefined, { signal: clock.signal }).catch(() => undefined)]);
  clock.abort();
  cli.signal("SIGKILL");
  return cli.ended();
}

async function differencesAtEnd(
  { code, signal, stderr }: Pick<Ended, "code" | "signal" | "stderr">,
  run: string,
  whole: string,
): Promise<string[]> {
  if (code !== 0) return [`it ended with ${signal ?? `exit code ${code}`}: ${stderr.slice(-500)}`];
  const [names, wanted] = await Promise.all([run, whole].map((folder) => readdir(folder, { recursive: true })));
  const left = (names ?? []).filter((name) => !wanted?.includes(name)).map((name) => `${name} was left behind`);
  const missing = (wanted ?? []).filter((name) => !names?.includes(name)).map((name) => `${name} is missing`);
  return [...(await runDifferences(run, whole)), ...left, ...missing];
}
