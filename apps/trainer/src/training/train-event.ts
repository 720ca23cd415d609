/** What a training tells while it runs. */
import type { AnyEvaluation } from "../evaluation/evaluation.ts";
import type { CommonEvent, DoneEvent } from "../job/events.ts";
import type { BestScore } from "../run-directory/checkpoint-metadata.ts";
import type { EpochMetrics } from "../run-directory/metrics-log.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { TrainResult } from "./train-result.ts";

/** Data, model and run directory are ready; the first step comes next. */
export interface TrainStartedEvent {
  /** Tells this event from others. */
  readonly type: "started";
  /** The folder of the run. */
  readonly run: string;
  /** Every setting of the run, the data by its full name. */
  readonly options: TrainOptions;
  /** The names of the classes, in the order of the model's outputs. */
  readonly classNames: readonly string[];
  /** Images of each part that the data has. */
  readonly images: { readonly train: number; readonly val?: number; readonly test?: number };
  /** The number of steps in each epoch. */
  readonly stepsPerEpoch: number;
  /** Where the training goes on: the epoch, counted from 1, and the steps that are done; undefined for a new one. */
  readonly from: { readonly epoch: number; readonly totalSteps: number } | undefined;
  /** True where a frozen backbone's features are computed once, and steps take these in place of images. */
  readonly featuresOnce: boolean;
}

/** One batch was trained on. */
export interface TrainStepEvent {
  /** Tells this event from others. */
  readonly type: "step";
  /** Counted from 1. */
  readonly epoch: number;
  /** Steps of this epoch that are done. */
  readonly step: number;
  /** The number of steps in each epoch. */
  readonly stepsPerEpoch: number;
  /** Steps of the whole run that are done. */
  readonly totalSteps: number;
  /** Images of the batch. */
  readonly images: number;
  /** The mean loss of the batch. */
  readonly loss: number;
  /** The share of the batch that was answered right, 0 to 1; a detector has none. */
  readonly accuracy?: number;
  /** The losses of the batch that `loss` is the sum of, by name; absent where there is one alone. */
  readonly losses?: Readonly<Record<string, number>>;
  /** The mean loss of this epoch so far. */
  readonly meanLoss: number;
  /** The share of this epoch's images so far that were answered right, 0 to 1; a detector has none. */
  readonly meanAccuracy?: number;
  /** The learning rate of the step, at the weights whose rate is not scaled. */
  readonly learningRate: number;
  /** The global norm of the batch's gradients, before clipping. */
  readonly gradientNorm: number;
  /** False where the step only gathered gradients for a later one (`gradAccum`). */
  readonly updated: boolean;
  /** The duration of the step, in seconds. */
  readonly seconds: number;
  /** The rate of this epoch so far, without its first step, which may compile. */
  readonly imagesPerSecond: number;
}

/** The held-out images were evaluated after an epoch. */
export interface ValidationEvent {
  /** Tells this event from others. */
  readonly type: "validation";
  /** Counted from 1. */
  readonly epoch: number;
  /** The scores of the model on the held-out images. */
  readonly evaluation: AnyEvaluation;
  /** The duration of the evaluation, in seconds. */
  readonly seconds: number;
}

/** A file was written that outlives a crash. */
export interface CheckpointEvent {
  /** Tells this event from others. */
  readonly type: "checkpoint";
  /** "last" holds all that a resumed run needs, "best" the weights of the best epoch so far. */
  readonly kind: "last" | "best";
  /** The path of the file. */
  readonly file: string;
  /** Steps of the whole run that were done then. */
  readonly totalSteps: number;
}

/** An epoch is over: its metrics and its checkpoint are on the disk. */
export interface EpochEvent {
  /** Tells this event from others. */
  readonly type: "epoch";
  /** What was measured in the epoch, as metrics.jsonl has it. */
  readonly metrics: EpochMetrics;
  /** True where this epoch is the best so far. */
  readonly isBest: boolean;
  /** The score that picks the best epoch so far; undefined where no epoch has one. */
  readonly best: BestScore | undefined;
  /** The part of the epoch's seconds that validation took. */
  readonly validationSeconds: number;
}

/** The best weights were scored on the test images, or on the validation images where there are no test images. */
export interface TestedEvent {
  /** Tells this event from others. */
  readonly type: "tested";
  /** What the images are: "test images". */
  readonly what: string;
  /** The scores of the best weights on these images. */
  readonly evaluation: AnyEvaluation;
}

/** The run is over and its report is written; the last event. */
export type TrainDoneEvent = DoneEvent<TrainResult>;

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
