/** What an evaluation and a prediction tell while they run. */
import type { BrokenImage } from "@tresnet/data";
import type { CommonEvent } from "../job/events.ts";
import type { AnyEvaluation } from "./evaluation.ts";
import type { EvaluateResult, PredictResult } from "./results.ts";

/** Every image was scored; what is to be written comes next. */
export interface EvaluatedEvent {
  readonly type: "evaluated";
  /** What the images are: "test images". */
  readonly what: string;
  readonly evaluation: AnyEvaluation;
  /** The validation images on which thresholds were chosen; undefined where that was not asked for. */
  readonly thresholdImages: number | undefined;
}

/** Images could not be read and were left out; told once, and only where there are any. */
export interface SkippedEvent {
  readonly type: "skipped";
  readonly images: readonly BrokenImage[];
}

/** A file that was asked for is written. */
export interface WrittenEvent {
  readonly type: "written";
  readonly content: "thresholds" | "predictions";
  readonly file: string;
}

/** Everything that `evaluate` tells, by its `type`; the last event is "done". */
export type EvaluateEvent =
  | CommonEvent
  | EvaluatedEvent
  | SkippedEvent
  | WrittenEvent
  | { readonly type: "done"; readonly result: EvaluateResult };

/** Everything that `predict` tells, by its `type`; the last event is "done". */
export type PredictEvent = CommonEvent | SkippedEvent | { readonly type: "done"; readonly result: PredictResult };
