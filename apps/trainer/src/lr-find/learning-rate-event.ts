/** What a learning-rate range test tells while it runs. */
import type { CommonEvent, DoneEvent } from "../job/events.ts";
import type { FoundLearningRate } from "./learning-rate-test.ts";

/** Data, model and folder are ready; the first step comes next. */
export interface LearningRateStartedEvent {
  /** Tells this event from others. */
  readonly type: "started";
  /** The model as the settings name it, such as "tresnet_s". */
  readonly model: string;
  /** The data as the settings name it, such as "folder:photos". */
  readonly data: string;
  /** Training images. */
  readonly images: number;
  /** Steps of a test that nothing stops. */
  readonly steps: number;
  /** The learning rate of the first step. */
  readonly startLearningRate: number;
  /** The learning rate of the last step. */
  readonly endLearningRate: number;
  /** True where the training begins with the head alone (`freezeEpochs`), and so does the test. */
  readonly headAlone: boolean;
}

/** The weights were updated once, at the next higher learning rate. */
export interface LearningRateStepEvent {
  /** Tells this event from others. */
  readonly type: "step";
  /** Steps that are done. */
  readonly step: number;
  /** The number of steps of a test that nothing stops. */
  readonly steps: number;
  /** The learning rate of this step. */
  readonly learningRate: number;
  /** The mean loss of the step's images; NaN where it left the finite range, which ends the test. */
  readonly loss: number;
  /** The moving average of the losses up to this step, of which the suggestion is made. */
  readonly smoothedLoss: number;
  /** The share of the step's images that was answered right, 0 to 1. */
  readonly accuracy?: number;
  /** The number of images of the step. */
  readonly images: number;
  /** The duration of the step, in seconds. */
  readonly seconds: number;
  /** The rate so far, without the first step, which may compile. */
  readonly imagesPerSecond: number;
}

/** Everything that `findLearningRate` tells, by its `type`; the last event is "done". */
export type LearningRateEvent =
  | CommonEvent
  | LearningRateStartedEvent
  | LearningRateStepEvent
  | DoneEvent<FoundLearningRate>;
