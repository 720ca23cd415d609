/** One competitor's turns as its result. */
import { createHash } from "node:crypto";
import { sides } from "../terms/cases.ts";
import type { SideResult } from "../terms/measurement.ts";
import { type Spread, spread } from "../text/statistics.ts";
import { type CheckedSide, comparedAnswers } from "./compare-outputs.ts";
import type { Competitor } from "./competitor.ts";

/** What a result says besides the competitor's own numbers. */
export interface SummarizeOptions {
  /** Names of the entries that ratios are against. */
  readonly baselines: readonly string[];
  readonly stepsPerTurn: number;
  /** The side that the competitor's answers were compared with. */
  readonly reference: CheckedSide | undefined;
}

/** Ends the competitor's process and gives its result. */
export async function summarize(
  competitor: Competitor,
  all: readonly Competitor[],
  { baselines, stepsPerTurn, reference }: SummarizeOptions,
): Promise<SideResult> {
  const { entry, child, started, roundsMs, losses, nativeCalls } = competitor;
  const { peakMemoryBytes } = await child.finish();
  const speedups = baselines.map((name): [string, Spread] => {
    const theirs = all.find((other) => other.entry.name === name);
    return [name, spread(speeds(competitor).map((speed, round) => speed / (speeds(theirs)[round] ?? Number.NaN)))];
  });
  const training = started.outputs?.training;
  return {
    ...entry,
    precision: sides[entry.side].precision,
    parameters: started.parameters,
    versions: started.versions,
    imagesPerSecond: spread(speeds(competitor)),
    stepMs: spread(roundsMs),
    speedups: Object.fromEntries(speedups),
    peakMemoryBytes,
    outputs: {
      logitsSha256: sha256(started.outputs?.logits ?? []),
      loss: training?.loss ?? null,
      gradientNorm: training?.gradientNorm ?? null,
      ...comparison(competitor, reference),
    },
    lastLoss: losses.at(-1) ?? null,
    nativeCalls: callsAStep(nativeCalls.at(-1) ?? null, stepsPerTurn),
    roundsMs,
  };
}

/** What is said of answers that were compared with another side's. */
function comparison({ entry, started }: Competitor, reference: CheckedSide | undefined) {
  if (reference === undefined || reference.side === entry.name || started.outputs === null) return {};
  return { compared: comparedAnswers(started.outputs.logits, reference, entry.case.classes) };
}

/** Images a second in every round. */
function speeds(competitor: Competitor | undefined): number[] {
  if (competitor === undefined) return [];
  return competitor.roundsMs.map((ms) => (1000 * competitor.entry.case.batchSize) / ms);
}

function callsAStep(turn: number | null, steps: number): number | null {
  return turn === null ? null : turn / steps;
}

function sha256(values: readonly number[]): string {
  return createHash("sha256").update(Float32Array.from(values)).digest("hex");
}
