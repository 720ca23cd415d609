/** From the trainings of all seeds to means, differences and ratios. */
import { judge } from "../../processes/disturbance.ts";
import type { AbsentPeer } from "../../terms/absent-peer.ts";
import { spread } from "../../text/statistics.ts";
import type { AccuracySideName } from "../sides/accuracy-sides.ts";
import type {
  AccuracyConditions,
  AccuracyMeasurement,
  SeedRun,
  SidePair,
  SideRun,
  SideSummary,
} from "./accuracy-result.ts";

interface Finished {
  readonly conditions: AccuracyConditions;
  /** At least one. */
  readonly seeds: readonly SeedRun[];
  readonly missing: readonly number[];
  readonly absent: readonly AbsentPeer[];
}

export function summarizeAccuracy({ conditions, seeds, missing, absent }: Finished): AccuracyMeasurement {
  const { sides } = conditions;
  const summaries = sides.map((side) => summarizeSide(side, seeds));
  const load = seeds.flatMap((run) => run.load);
  const times = sides.map((side) => ({
    name: side,
    roundsMs: secondsOf(side, seeds).map((seconds) => 1000 * seconds),
  }));
  return {
    conditions,
    seeds,
    missing,
    sides: summaries,
    pairs: summaries.flatMap((side, index) => summaries.slice(index + 1).map((other) => pairOf(side, other, seeds))),
    ...judge({ rounds: load, sides: times }),
    absent,
  };
}

function summarizeSide(side: AccuracySideName, seeds: readonly SeedRun[]): SideSummary {
  const runs = runsOf(side, seeds);
  const epochs = runs.flatMap((run) => run.epochs);
  const accuracies = runs.map(finalAccuracy);
  return {
    side,
    parameters: runs[0]?.parameters ?? Number.NaN,
    versions: runs[0]?.versions ?? {},
    accuracies,
    meanAccuracy: mean(accuracies),
    standardDeviation: deviation(accuracies),
    secondsPerEpoch: spread(epochs.map(({ seconds }) => seconds)),
    imagesPerSecond: spread(epochs.map(({ images, seconds }) => images / seconds)),
  };
}

function pairOf(one: SideSummary, other: SideSummary, seeds: readonly SeedRun[]): SidePair {
  const theirs = secondsOf(other.side, seeds);
  const ratios = secondsOf(one.side, seeds).map((seconds, epoch) => seconds / (theirs[epoch] ?? Number.NaN));
  const variances = [one, other].map(({ standardDeviation }) => (standardDeviation ?? Number.NaN) ** 2 / seeds.length);
  const error = 100 * Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0));
  return {
    side: one.side,
    against: other.side,
    points: 100 * (one.meanAccuracy - other.meanAccuracy),
    standardErrorPoints: Number.isNaN(error) ? null : error,
    timeRatio: spread(ratios),
  };
}

/** The accuracy after the last epoch: no epoch is chosen by its score. */
export function finalAccuracy({ epochs }: SideRun): number {
  return epochs.at(-1)?.accuracy ?? Number.NaN;
}

function runsOf(side: AccuracySideName, seeds: readonly SeedRun[]): SideRun[] {
  return seeds.flatMap(({ runs }) => runs.filter((run) => run.side === side));
}

/** Lists a quantity of every epoch of every seed, in order. */
function secondsOf(side: AccuracySideName, seeds: readonly SeedRun[]): number[] {
  return runsOf(side, seeds).flatMap(({ epochs }) => epochs.map(({ seconds }) => seconds));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample; null of a single value. */
function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}
