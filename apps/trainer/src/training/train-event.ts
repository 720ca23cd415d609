/** What a training tells while it runs. */
import type { AnyEvaluation } from "../evaluation/evaluation.ts";
import type { CommonEvent } from "../job/events.ts";
import type { BestScore } from "../run-directory/checkpoint-metadata.ts";
import type { EpochMetrics } from "../run-directory/metrics-log.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { TrainResult } from "./train-result.ts";

/** Data, model and run directory are ready; the first step comes next. */
export interface TrainStartedEvent {
  readonly type: "started";
  /** The folder of the run. */
  readonly run: string;
  /** Every setting of the run, the data by its full name. */
  readonly options: TrainOptions;
  readonly classNames: readonly string[];
  /** Images of each part that the data has. */
  readonly images: { readonly train: number; readonly val?: number; readonly test?: number };
  readonly stepsPerEpoch: number;
  /** Where the training goes on: the epoch, counted from 1, and the steps that are done; undefined for a new one. */
  readonly from: { readonly epoch: number; readonly totalSteps: number } | undefined;
  /** True where a frozen backbone's features are computed once, and steps take these in place of images. */
  readonly featuresOnce: boolean;
}

/** One batch was trained on. */
export interface TrainStepEvent {
  readonly type: "step";
  /** Counted from 1. */
  readonly epoch: number;
  /** Steps of this epoch that are done. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Steps of the whole run that are done. */
  readonly totalSteps: number;
  /** Images of the batch. */
  readonly images: number;
  /** The mean loss of the batch. */
  readonly loss: number;
  /** The share of the batch that was answered right, 0 to 1. */
  readonly accuracy: number;
  /** The mean loss of this epoch so far. */
  readonly meanLoss: number;
  /** The share of this epoch's images so far that were answered right, 0 to 1. */
  readonly meanAccuracy: number;
  readonly learningRate: number;
  /** The global norm of the batch's gradients, before clipping. */
  readonly gradientNorm: number;
  /** False where the step only gathered gradients for a later one (`gradAccum`). */
  readonly updated: boolean;
  readonly seconds: number;
  /** The rate of this epoch so far, without its first step, which may compile. */
  readonly imagesPerSecond: number;
}

/** The held-out images were evaluated after an epoch. */
export interface ValidationEvent {
  readonly type: "validation";
  /** Counted from 1. */
  readonly epoch: number;
  readonly evaluation: AnyEvaluation;
  readonly seconds: number;
}

/** A file was written that outlives a crash. */
export interface CheckpointEvent {
  readonly type: "checkpoint";
  /** "last" holds all that a resumed run needs, "best" the weights of the best epoch so far. */
  readonly kind: "last" | "best";
  readonly file: string;
  /** Steps of the whole run that were done then. */
  readonly totalSteps: number;
}

/** An epoch is over: its metrics and its checkpoint are on the disk. */
export interface EpochEvent {
  readonly type: "epoch";
  readonly metrics: EpochMetrics;
  /** True where this epoch is the best so far. */
  readonly isBest: boolean;
  readonly best: BestScore | undefined;
  /** The part of the epoch's seconds that validation took. */
  readonly validationSeconds: number;
}

/** The best weights were scored on the test images, or on the validation images where there are no test images. */
export interface TestedEvent {
  readonly type: "tested";
  /** What the images are: "test images". */
  readonly what: string;
  readonly evaluation: AnyEvaluation;
}

/** The run is over and its report is written; the last event. */
export interface TrainDoneEvent {
  readonly type: "done";
  readonly result: TrainResult;
}

/** Everything that `train` and `resume` tell, by its `type`. */
export type TrainEvent =
  | CommonEvent
  | TrainStartedEvent
  | TrainStepEvent
  | ValidationEvent
  | CheckpointEvent
  | EpochEvent
  | TestedEvent
  | TrainDoneEvent;
