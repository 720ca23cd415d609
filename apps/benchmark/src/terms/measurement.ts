/** What a measurement says. */

import type { Judgement } from "../processes/disturbance.ts";
import type { Spread } from "../text/statistics.ts";
import type { BenchmarkCase, SideName, SidePrecision } from "./cases.ts";
import type { RunRecord } from "./run-conditions.ts";

/** How near a side's answers are to those of the side that all others are compared with. */
export interface ComparedAnswers {
  /** The name of the entry that gave the others. */
  readonly to: string;
  /** The distance of the logits as a share of the others (root of the mean square). */
  readonly distance: number;
  /** The share of images whose greatest logit is the same one, 0 to 1. */
  readonly agreement: number;
}

/** What one entry of a contest measured. */
export interface SideResult {
  /** The entry's name: the side's, where a measurement is of sides. */
  readonly name: string;
  /** The side that ran. */
  readonly side: SideName;
  /** The batch and the task. */
  readonly case: BenchmarkCase;
  /** The number format of the side. */
  readonly precision: SidePrecision;
  /** Values that training changes. */
  readonly parameters: number;
  /** Versions of what the side runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Images a second, over the rounds. */
  readonly imagesPerSecond: Spread;
  /** Milliseconds a step, over the rounds. */
  readonly stepMs: Spread;
  /** This side's images a second over each baseline's, round by round. */
  readonly speedups: Readonly<Record<string, Spread>>;
  /** The most memory that the process held, the check before the first turn included; `memory` measures without it. */
  readonly peakMemoryBytes: number;
  /** What the first step computed: the logits' SHA-256 as float32; in training the loss and the gradients' norm too. */
  readonly outputs: {
    /** The SHA-256 of the logits, row by row as float32. */
    readonly logitsSha256: string;
    /** The loss; null where the task is inference. */
    readonly loss: number | null;
    /** The global norm of the gradients; null where the task is inference. */
    readonly gradientNorm: number | null;
    /** The answers beside those of the side that all others were compared with; absent for that side itself. */
    readonly compared?: ComparedAnswers;
  };
  /** Loss of the last step; null where the task is inference. */
  readonly lastLoss: number | null;
  /** Calls of TensorFlow that compute, a step; null where the side does not count them. */
  readonly nativeCalls: number | null;
  /** Milliseconds a step, one value a round. */
  readonly roundsMs: readonly number[];
}

/** Results of one run, in turns, under one set of conditions. */
export interface Contest extends Judgement, RunRecord {
  /** Names of the results that ratios are against. */
  readonly baselines: readonly string[];
  /** Turns of every side. */
  readonly rounds: number;
  /** Steps in a turn. */
  readonly stepsPerTurn: number;
  /** Steps of every side before the first round, not measured. */
  readonly warmUpSteps: number;
  /** A result for each entry, in their order. */
  readonly results: readonly SideResult[];
}
