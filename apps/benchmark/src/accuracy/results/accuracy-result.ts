/** What `tresnet-bench accuracy` finds out; the parts that a file must hold to be gone on with are schemas. */
import { z } from "zod";
import type { Judgement } from "../../processes/disturbance.ts";
import type { AbsentPeer } from "../../terms/absent-peer.ts";
import type { Spread } from "../../text/statistics.ts";
import { accuracySettings } from "../sides/accuracy-recipe.ts";
import { type AccuracySideName, accuracySideNames } from "../sides/accuracy-sides.ts";

const count = z.number().int().positive();

const epochResult = z.object({
  /** Seconds of the training alone. */
  seconds: z.number().positive(),
  images: count,
  /** Mean over the epoch. */
  loss: z.number(),
  /** On the test images after the epoch, 0 to 1. */
  accuracy: z.number().min(0).max(1),
});

const sideRun = z.object({
  side: z.enum(accuracySideNames),
  /** Values that training changes. */
  parameters: count,
  versions: z.record(z.string(), z.string()),
  epochs: z.array(epochResult).min(1),
});

const seedRun = z.object({
  seed: z.number().int().min(0),
  /** In the order of the conditions' sides. */
  runs: z.array(sideRun).min(1),
  /** Processor time in each epoch's turns, in seconds; empty where the system does not count it. */
  load: z.array(z.object({ busy: z.number(), own: z.number(), available: z.number() })),
});

const conditions = z.object({
  settings: accuracySettings,
  sides: z.array(z.enum(accuracySideNames)).min(1),
  data: z.object({ trainImages: count, testImages: count, sha256: z.string() }),
  /** Null where sides were not pinned by us. */
  cores: z.string().nullable(),
  machine: z.object({
    cpu: z.string(),
    cores: count,
    memoryBytes: z.number(),
    system: z.string(),
    node: z.string(),
  }),
});

/** What seeds must have in common, so that one mean can be taken over them. */
export type AccuracyConditions = Readonly<z.infer<typeof conditions>>;
/** A side's training from one seed. */
export type SideRun = Readonly<z.infer<typeof sideRun>>;
/** All sides' trainings from one seed. */
export type SeedRun = Readonly<z.infer<typeof seedRun>>;

/** What is read of an earlier run's file. */
export const accuracyFile = z.object({
  command: z.literal("accuracy"),
  commandLine: z.string(),
  conditions,
  seeds: z.array(seedRun),
});

/** A side over all seeds. */
export interface SideSummary {
  readonly side: AccuracySideName;
  readonly parameters: number;
  readonly versions: Readonly<Record<string, string>>;
  /** On the test images after the last epoch, 0 to 1, one for each seed. */
  readonly accuracies: readonly number[];
  readonly meanAccuracy: number;
  /** The standard deviation of single seeds, n − 1 in the denominator; null of one seed. */
  readonly standardDeviation: number | null;
  readonly secondsPerEpoch: Spread;
  readonly imagesPerSecond: Spread;
}

/** One side held against another. */
export interface SidePair {
  readonly side: AccuracySideName;
  readonly against: AccuracySideName;
  /** Difference of the mean accuracies, in points (hundredths). */
  readonly points: number;
  /** The standard error of that difference, in points; null of one seed. */
  readonly standardErrorPoints: number | null;
  /** Seconds of `side` over those of `against`, from the epochs that stood next to each other. */
  readonly timeRatio: Spread;
}

/** What the command writes: conditions, seeds, and what follows from them. */
export interface AccuracyMeasurement extends Judgement {
  readonly conditions: AccuracyConditions;
  /** The finished ones, ascending. */
  readonly seeds: readonly SeedRun[];
  /** Seeds that were asked for and are not finished. */
  readonly missing: readonly number[];
  readonly sides: readonly SideSummary[];
  /** Every side against every later one. */
  readonly pairs: readonly SidePair[];
  readonly absent: readonly AbsentPeer[];
}
