/** Measures sides against each other: each in its own process, all ready before the first round, then in turns A B C A B C. */
import type { SideName, TrainCase } from "./cases.ts";
import { ChildSide } from "./child-side.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { type Spread, spread } from "./statistics.ts";

export interface MeasureOptions {
  readonly case: TrainCase;
  /** The last one is the baseline of the ratios. */
  readonly sides: readonly SideName[];
  /** Turns of every side. */
  readonly rounds: number;
  /** Steps in a turn; the turn's time is their mean. */
  readonly stepsPerTurn: number;
  /** Steps before the first round, not measured. */
  readonly warmUpSteps: number;
  readonly onProgress?: (line: string) => void;
}

export interface SideResult {
  readonly side: SideName;
  readonly imagesPerSecond: Spread;
  readonly stepMs: Spread;
  /** This side's speed over the baseline's, round by round. */
  readonly speedup: Spread;
  readonly peakMemoryBytes: number;
  /** Loss of the first and the last step: the same work was done, to the number format's precision. */
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** Milliseconds a step, one value a round. */
  readonly roundsMs: readonly number[];
}

export interface Measurement {
  readonly options: Omit<MeasureOptions, "onProgress">;
  readonly parameters: number;
  readonly machine: Machine;
  readonly results: readonly SideResult[];
}

interface Turns {
  readonly child: ChildSide;
  readonly roundsMs: number[];
  readonly losses: number[];
}

/**
 * Runs the measurement.
 * @throws Error when a side's process fails; all of them are ended then.
 */
export async function measure({ onProgress = () => {}, ...options }: MeasureOptions): Promise<Measurement> {
  const all: Turns[] = options.sides.map((name) => ({ child: new ChildSide(name), roundsMs: [], losses: [] }));
  try {
    let parameters = 0;
    let tensorflow = "";
    for (const { child, losses } of all) {
      onProgress(`${child.name}: warming up`);
      ({ parameters, tensorflow } = await child.start(options.case));
      losses.push(...(await child.steps(options.warmUpSteps)).losses);
    }
    for (let round = 1; round <= options.rounds; round++) {
      for (const turns of all) {
        await takeTurn(turns, options.stepsPerTurn);
        onProgress(
          `round ${round}/${options.rounds} ${turns.child.name}: ${turns.roundsMs.at(-1)?.toFixed(0)} ms a step`,
        );
      }
    }
    const baseline = all.at(-1)?.roundsMs ?? [];
    const results = [];
    for (const turns of all) results.push(await summarize(turns, baseline, options.case.batchSize));
    return { options, parameters, machine: describeMachine(tensorflow), results };
  } finally {
    for (const { child } of all) child.kill();
  }
}

async function takeTurn({ child, roundsMs, losses }: Turns, count: number): Promise<void> {
  const turn = await child.steps(count);
  roundsMs.push(turn.durationsMs.reduce((sum, duration) => sum + duration, 0) / count);
  losses.push(...turn.losses);
}

async function summarize({ child, roundsMs, losses }: Turns, baseline: readonly number[], batchSize: number) {
  const { peakMemoryBytes } = await child.finish();
  return {
    side: child.name,
    imagesPerSecond: spread(roundsMs.map((ms) => (1000 * batchSize) / ms)),
    stepMs: spread(roundsMs),
    speedup: spread(roundsMs.map((ms, round) => (baseline[round] ?? Number.NaN) / ms)),
    peakMemoryBytes,
    firstLoss: losses[0] ?? Number.NaN,
    lastLoss: losses.at(-1) ?? Number.NaN,
    roundsMs,
  } satisfies SideResult;
}
