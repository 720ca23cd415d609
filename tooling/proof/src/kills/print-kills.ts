/** Trainings that are killed by SIGKILL and resumed, compared with those that were never killed, as a table. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { builtCli, CliProcess, startTresnet } from "../../../../apps/trainer/test/cli-process.ts";
import { seededRandom } from "../../../fuzz/src/random.ts";
import { table } from "../table.ts";
import { endedWithin, killTraining } from "./kill-training.ts";
import { commonFlags, type TrainingKind, trainingKinds } from "./training-kinds.ts";
import { writePhotos } from "./write-photos.ts";

/** What is asked for. */
export interface KillsRequest {
  /** Trainings in all, dealt to the kinds in turn. */
  readonly count: number;
  readonly seed: number;
  /** The kinds; all where none is named. */
  readonly names: readonly string[];
  /** Told of each training. */
  readonly tell: (line: string) => void;
}

/** What became of the trainings of one kind. */
export interface KindTally {
  readonly name: string;
  trainings: number;
  kills: number;
  anew: number;
  equal: number;
  readonly differences: string[];
}

/** Runs and kills trainings, prints a table and then each difference; the number of trainings that differ. */
export async function printKills(request: KillsRequest): Promise<number> {
  const tallies = await killTrainings(request);
  const sum = (count: (tally: KindTally) => number) => tallies.reduce((all, tally) => all + count(tally), 0);
  const all = {
    name: "all",
    trainings: sum(({ trainings }) => trainings),
    kills: sum(({ kills }) => kills),
    anew: sum(({ anew }) => anew),
    equal: sum(({ equal }) => equal),
  };
  const rows = [...tallies, all].map(({ name, trainings, kills, anew, equal }) => {
    return [name, trainings, kills, anew, equal, trainings - equal];
  });
  console.log(`\nTrainings killed by SIGKILL and resumed, seed ${request.seed}.\n`);
  console.log(table(["training", "trainings", "kills", "begun anew", "same bits", "other bits"], rows));
  for (const { name, differences } of tallies) for (const text of differences) console.log(`other: ${name}: ${text}`);
  return all.trainings - all.equal;
}

/**
 * Runs each kind once without a kill, then `count` trainings with kills.
 * @throws Error for a kind that there is not, or one whose training fails without a kill.
 */
export async function killTrainings({ count, seed, names, tell }: KillsRequest): Promise<readonly KindTally[]> {
  const kinds = trainingKinds.filter(({ name }) => names.length === 0 || names.includes(name));
  const unknown = names.filter((name) => !trainingKinds.some((kind) => kind.name === name));
  if (unknown.length > 0) {
    const known = trainingKinds.map(({ name }) => name).join(", ");
    throw new Error(`kills: expected trainings of ${known}, got ${unknown.join(", ")}.`);
  }
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-kills-"));
  try {
    await writePhotos(path.join(folder, "photos"));
    const tallies: KindTally[] = [];
    for (const [index, kind] of kinds.entries()) {
      const trainings = Math.floor(count / kinds.length) + (index < count % kinds.length ? 1 : 0);
      if (trainings > 0) tallies.push(await killKind({ folder, kind, trainings, seed: seed + 1000 * index, tell }));
    }
    return tallies;
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface KindRequest extends Pick<KillsRequest, "seed" | "tell"> {
  readonly folder: string;
  readonly kind: TrainingKind;
  readonly trainings: number;
}

async function killKind({ folder, kind: { name, flags }, trainings, seed, tell }: KindRequest): Promise<KindTally> {
  const words = (experiment: string) => [
    ...["train", `folder:${path.join(folder, "photos")}`, ...commonFlags.split(" "), ...flags.split(" ")],
    ...["--output", folder, "--experiment", experiment],
  ];
  const begin = performance.now();
  const { code, stderr } = await endedWithin(start(words(`${name}-whole`)), 600_000);
  const wholeMs = performance.now() - begin;
  if (code !== 0) throw new Error(`kills: expected ${name} to train without a kill, it ended with ${code}: ${stderr}`);
  const whole = path.join(folder, `${name}-whole`);
  const tally: KindTally = { name, trainings, kills: 0, anew: 0, equal: 0, differences: [] };
  for (let index = 0; index < trainings; index += 1) {
    const run = path.join(folder, `${name}-${index}`);
    const victim = { start, train: words(path.basename(run)), run, wholeMs, whole };
    // Each training has a seed of its own, so that one can be done again without the others.
    const { kills, moments, anew, differences } = await killTraining(victim, seededRandom(seed + index));
    tally.kills += kills;
    tally.anew += anew;
    if (differences.length === 0) tally.equal += 1;
    else tally.differences.push(...differences.slice(0, 3).map((text) => `training ${index}: ${text}`));
    tell(
      `${name} ${index}: killed after ${moments.join(", ")} ms; ${differences.length === 0 ? "same" : "OTHER"} bits`,
    );
    await rm(run, { recursive: true, force: true });
  }
  return tally;
}

/** The built command where there is one, since it starts sooner; else the source. */
function start(args: readonly string[]): CliProcess {
  return existsSync(builtCli) ? new CliProcess([builtCli, ...args]) : startTresnet(...args);
}
