/** What an evaluation and a prediction tell while they run. */
import type { BrokenImage } from "@tresnet/data";
import type { CommonEvent, DoneEvent } from "../job/events.ts";
import type { AnyEvaluation } from "./evaluation.ts";
import type { EvaluateResult, PredictResult } from "./results.ts";

/** Every image was scored; what is to be written comes next. */
export interface EvaluatedEvent {
  /** Tells this event from others. */
  readonly type: "evaluated";
  /** What the images are: "test images". */
  readonly what: string;
  /** The scores of the model on these images. */
  readonly evaluation: AnyEvaluation;
  /** The validation images on which thresholds were chosen; undefined where that was not asked for. */
  readonly thresholdImages: number | undefined;
}

/** Images could not be read and were left out; told once, and only where there are any. */
export interface SkippedEvent {
  /** Tells this event from others. */
  readonly type: "skipped";
  /** The images that could not be read, with the reasons. */
  readonly images: readonly BrokenImage[];
}

/** A file that was asked for is written. */
export interface WrittenEvent {
  /** Tells this event from others. */
  readonly type: "written";
  /**
   * What the file holds: thresholds per class, the model's answer for each image, or what a detector found; of a
   * folder: pictures with boxes, or objects cut out.
   */
  readonly content: "thresholds" | "predictions" | "detections" | "pictures" | "crops";
  /** The path of the file, or of the folder. */
  readonly file: string;
}

/** Everything that `evaluate` tells, by its `type`; the last event is "done". */
export type EvaluateEvent = CommonEvent | EvaluatedEvent | SkippedEvent | WrittenEvent | DoneEvent<EvaluateResult>;

/** Everything that `predict` tells, by its `type`; the last event is "done". */
export type PredictEvent = CommonEvent | SkippedEvent | WrittenEvent | DoneEvent<PredictResult>;
