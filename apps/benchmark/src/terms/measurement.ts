/** What a measurement says. */

import type { Judgement } from "../processes/disturbance.ts";
import type { Spread } from "../text/statistics.ts";
import type { BenchmarkCase, Precision, SideName } from "./cases.ts";
import type { RunRecord } from "./run-conditions.ts";

/** What one entry of a contest measured. */
export interface SideResult {
  /** Names the result: the side's name, where a measurement is of sides. */
  readonly name: string;
  readonly side: SideName;
  readonly case: BenchmarkCase;
  readonly precision: Precision;
  /** Values that training changes. */
  readonly parameters: number;
  /** Of what the side runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly imagesPerSecond: Spread;
  readonly stepMs: Spread;
  /** This side's images a second over each baseline's, round by round. */
  readonly speedups: Readonly<Record<string, Spread>>;
  /** With what the check before the first turn took; `tresnet-bench memory` measures without it. */
  readonly peakMemoryBytes: number;
  /** Of the first step: the logits' SHA-256 as float32; of training the loss and the gradients' norm too. */
  readonly outputs: {
    readonly logitsSha256: string;
    readonly loss: number | null;
    readonly gradientNorm: number | null;
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
  readonly baselines: readonly string[];
  readonly rounds: number;
  readonly stepsPerTurn: number;
  readonly warmUpSteps: number;
  readonly results: readonly SideResult[];
}
