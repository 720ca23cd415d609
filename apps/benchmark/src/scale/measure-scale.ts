/** Measures how training scales over processes: ways to use the cores take turns, each process on a core of its own. */

import { checkSameOutputs, referenceOf } from "../contest/compare-outputs.ts";
import type { Competitor } from "../contest/competitor.ts";
import type { Conditions } from "../contest/conditions.ts";
import { summarize } from "../contest/summarize.ts";
import { takeTurns } from "../contest/take-turns.ts";
import { judge } from "../processes/disturbance.ts";
import { removeFolder, temporaryFolder } from "../processes/leftovers.ts";
import { writeCaseFiles } from "../terms/case-files.ts";
import { type BenchmarkCase, type OwnSideName, sides } from "../terms/cases.ts";
import { describeMachine } from "../terms/machine.ts";
import type { Contest } from "../terms/measurement.ts";
import { trainedValues } from "../terms/variant-of.ts";
import { allowedCores, coresOf } from "../text/core-list.ts";
import { type Spread, spread } from "../text/statistics.ts";
import { type Cable, makeCable } from "./cable.ts";
import { measureReductions, type Reduction } from "./measure-reductions.ts";
import { baselineOf, type ScaleWay, teamKey } from "./scale-ways.ts";
import { Team, type TeamCase, type TeamTurns, turnsOf } from "./team.ts";

/** What is measured. */
export interface ScaleOptions extends Conditions {
  /** The batch of every process. */
  readonly case: BenchmarkCase;
  readonly own: OwnSideName;
  /** The ways, in the order of their turns; the first is one process of ours. */
  readonly ways: readonly ScaleWay[];
}

/** What was measured; the results are in the order of the ways. */
export interface ScaleMeasurement extends Contest {
  readonly case: BenchmarkCase;
  readonly own: OwnSideName;
  readonly ways: readonly ScaleWay[];
  /** Processor time of one process for a step, milliseconds, by way. */
  readonly processorMs: readonly Spread[];
  /** The sums over all processes by themselves, by size. */
  readonly reductions: readonly Reduction[];
}

/** A way with its team, its processes all started. */
interface StartedWay extends Competitor {
  readonly way: ScaleWay;
  readonly child: TeamTurns;
}

/**
 * Starts a team for each way, or the same one for several, checks that all compute the same on the same batch, and
 * gives them turns.
 * @throws Error when a process fails, or ways compute different things; all processes are ended then.
 */
export async function measureScale({ onProgress = () => {}, ...options }: ScaleOptions): Promise<ScaleMeasurement> {
  const { case: shared, ways, own, rounds, stepsPerTurn, warmUpSteps, absent = [] } = options;
  const cores = coresFor(Math.max(...ways.map(({ processes }) => processes)), options.cores);
  const folder = await temporaryFolder();
  const teams = new Map<string, Team>();
  let cable: Cable | undefined;
  try {
    const files = await writeCaseFiles(folder, shared);
    if (ways.some(({ megabits }) => megabits !== null)) cable = makeCable();
    const all: StartedWay[] = [];
    for (const way of ways) {
      const team = teams.get(teamKey(way)) ?? makeTeam(way, { ...options, cores, cable });
      teams.set(teamKey(way), team);
      onProgress(`${way.name}: warming up`);
      all.push(await startWay(way, team, { case: shared, files, warmUpSteps }));
    }
    checkSameOutputs(all.flatMap(checkedOf));
    const list = cores.join(",");
    const load = await takeTurns(all, { rounds, stepsPerTurn, cores: list }, onProgress);
    const reductions = await measureReductions([...teams.values()], trainedValues(shared), onProgress);
    const timed = all.map(({ entry: { name }, roundsMs }) => ({ name, roundsMs }));
    const reference = referenceOf(all.flatMap(checkedOf));
    const results = [];
    for (const competitor of all) {
      const baselines = [baselineOf(competitor.way, own)];
      results.push(await summarize(competitor, all, { baselines, stepsPerTurn, reference }));
    }
    return {
      case: shared,
      own,
      ways,
      baselines: [...new Set(ways.map((way) => baselineOf(way, own)))],
      rounds,
      stepsPerTurn,
      warmUpSteps,
      threads: 1,
      cores: list,
      machine: describeMachine(),
      ...judge({ rounds: load, sides: timed }),
      results,
      // The first turn is the warm-up.
      processorMs: all.map(({ child }) => spread(child.processorMs.slice(1))),
      reductions,
      absent,
    };
  } finally {
    for (const team of teams.values()) team.kill();
    cable?.remove();
    await removeFolder(folder);
  }
}

interface Making {
  readonly ways: readonly ScaleWay[];
  readonly cores: readonly number[];
  readonly cable: Cable | undefined;
  readonly python?: string | undefined;
}

/** The processes of all ways that share a team: as many as the one with most of them has. */
function makeTeam(way: ScaleWay, { ways, cores, cable, python }: Making): Team {
  const count = Math.max(...ways.filter((other) => teamKey(other) === teamKey(way)).map(({ processes }) => processes));
  return new Team({
    name: way.name,
    side: way.side,
    cores: cores.slice(0, count),
    gradientFormat: way.gradientFormat ?? undefined,
    cable: way.megabits === null ? undefined : cable,
    python,
  });
}

interface Starting extends TeamCase {
  readonly warmUpSteps: number;
}

async function startWay(
  way: ScaleWay,
  team: Team,
  { case: shared, files, warmUpSteps }: Starting,
): Promise<StartedWay> {
  const started = await team.start({ case: shared, files });
  const child = turnsOf(team, way.name, { members: way.processes, megabits: way.megabits ?? undefined });
  await child.steps(warmUpSteps);
  // All processes of a way make one step of the images of all.
  const entry = { name: way.name, side: way.side, case: { ...shared, batchSize: way.processes * shared.batchSize } };
  return { way, entry, child, started, roundsMs: [], losses: [], nativeCalls: [] };
}

/** What a way computed: gradients that travel in bfloat16 are rounded as products in it are. */
function checkedOf({ way, started: { outputs } }: StartedWay) {
  if (outputs === null) return [];
  const precision = way.gradientFormat === "bfloat16" ? way.gradientFormat : sides[way.side].precision;
  return [{ side: way.name, precision, outputs }];
}

/**
 * A core for each process.
 * @throws RangeError where there are fewer.
 */
function coresFor(count: number, list: string | undefined): number[] {
  const cores = list === undefined ? (allowedCores() ?? []) : coresOf(list);
  if (cores.length >= count) return cores.slice(0, count);
  throw new RangeError(
    `scale: expected a core for each of ${count} processes, got ${cores.length}. Name as many in --cores, or fewer in --processes.`,
  );
}
