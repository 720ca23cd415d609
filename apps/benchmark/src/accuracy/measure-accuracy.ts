/** Trains the same model by the same recipe on every side, from several seeds: accuracies and times. */

import type { AbsentPeer } from "../terms/absent-peer.ts";
import { describeMachine } from "../terms/machine.ts";
import { ProgressLog, type ProgressOutput } from "./accuracy-progress.ts";
import type { AccuracyConditions, AccuracyMeasurement, SeedRun } from "./results/accuracy-result.ts";
import {
  checkSameConditions,
  checkSameSides,
  type EarlierAccuracy,
  joinSeeds,
  missingSeeds,
} from "./results/resume-accuracy.ts";
import { summarizeAccuracy } from "./results/summarize-accuracy.ts";
import { type AccuracySettings, learningRates } from "./sides/accuracy-recipe.ts";
import type { AccuracySideName } from "./sides/accuracy-sides.ts";
import { openAccuracyData } from "./sides/open-accuracy-data.ts";
import { trainSeed } from "./train-seed.ts";

export interface AccuracyOptions {
  readonly settings: AccuracySettings;
  readonly sides: readonly AccuracySideName[];
  /** Trained from are 0 … seeds − 1. */
  readonly seeds: number;
  /** The folder or the archive of CIFAR-10's binary files. */
  readonly location: string;
  /** The cores of every side, such as "0,1"; Linux only. @default those of this process */
  readonly cores?: string | undefined;
  /** The Python of PyTorch's sides. */
  readonly python?: string | undefined;
  /** Sides that were asked for and are not there: named in the result. */
  readonly absent?: readonly AbsentPeer[];
  /** A run to go on with. */
  readonly earlier?: EarlierAccuracy | undefined;
  /** Ends the run; finished seeds have been given to `onSeed`. */
  readonly signal?: AbortSignal | undefined;
  readonly output: ProgressOutput;
  /** Gets the result so far after every seed. */
  readonly onSeed?: (measurement: AccuracyMeasurement) => Promise<void>;
}

/**
 * Runs the seeds that are missing, and gives the result over all.
 * @throws Error when the earlier run had other conditions, a side fails or sides do different things; the signal's
 * reason when it is aborted.
 */
export async function measureAccuracy(options: AccuracyOptions): Promise<AccuracyMeasurement> {
  const { settings, sides, earlier, absent = [], output, onSeed } = options;
  const conditions = await conditionsOf(options);
  if (earlier !== undefined) checkSameConditions(earlier, conditions);
  let finished: readonly SeedRun[] = earlier?.seeds ?? [];
  const missing = missingSeeds(options.seeds, finished);
  const summary = () => {
    return summarizeAccuracy({ conditions, seeds: finished, missing: missingSeeds(options.seeds, finished), absent });
  };
  const progress = new ProgressLog(output, { sides, epochs: settings.epochs, seeds: missing.length });
  const { location, python, signal } = options;
  for (const seed of missing) {
    const run = await trainSeed(seed, { conditions, location, python, progress, signal });
    checkSameSides(finished, run);
    finished = joinSeeds(...finished, run);
    await onSeed?.(summary());
  }
  return summary();
}

/** Reads the data, so that wrong ones are found before any side starts. */
async function conditionsOf({ settings, sides, location, cores }: AccuracyOptions): Promise<AccuracyConditions> {
  const { train, test, sha256 } = await openAccuracyData(location, settings.trainImages);
  learningRates(settings, train.length);
  return {
    settings,
    sides: [...sides],
    cores: cores ?? null,
    machine: describeMachine(),
    data: { trainImages: train.length, testImages: test.length, sha256 },
  };
}
