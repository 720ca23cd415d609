/** What a learning-rate range test tells while it runs. */
import type { CommonEvent } from "../job/events.ts";
import type { FoundLearningRate } from "./learning-rate-test.ts";

/** Data, model and folder are ready; the first step comes next. */
export interface LearningRateStartedEvent {
  readonly type: "started";
  readonly model: string;
  readonly data: string;
  /** Training images. */
  readonly images: number;
  /** Steps of a test that nothing stops. */
  readonly steps: number;
  readonly startLearningRate: number;
  readonly endLearningRate: number;
  /** True where the training begins with the head alone (`freezeEpochs`), and so does the test. */
  readonly headAlone: boolean;
}

/** The weights were updated once, at the next higher learning rate. */
export interface LearningRateStepEvent {
  readonly type: "step";
  /** Steps that are done. */
  readonly step: number;
  readonly steps: number;
  readonly learningRate: number;
  /** The mean loss of the step's images; NaN where it left the finite range, which ends the test. */
  readonly loss: number;
  readonly smoothedLoss: number;
  /** The share of the step's images that was answered right, 0 to 1. */
  readonly accuracy: number;
  readonly images: number;
  readonly seconds: number;
  /** The rate so far, without the first step, which may compile. */
  readonly imagesPerSecond: number;
}

/** Everything that `findLearningRate` tells, by its `type`; the last event is "done". */
export type LearningRateEvent =
  | CommonEvent
  | LearningRateStartedEvent
  | LearningRateStepEvent
  | { readonly type: "done"; readonly result: FoundLearningRate };
