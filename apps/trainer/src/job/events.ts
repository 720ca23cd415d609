/** What a function of this package may tell while it works, whatever it does. */
import type { FetchEvent } from "@tresnet/files";

/** Something is being fetched (TensorFlow's library, a data set, published weights) and has come further. */
export interface DownloadEvent extends FetchEvent {
  /** Tells this event from others. */
  readonly type: "download";
}

/** TensorFlow runs in this process. */
export interface EngineEvent {
  /** Tells this event from others. */
  readonly type: "engine";
  /** TensorFlow's version, such as "2.21.0". */
  readonly version: string;
  /** The kind of device that computes. */
  readonly device: "cpu" | "gpu";
}

/** Published weights lie on this machine. */
export interface WeightsEvent {
  /** Tells this event from others. */
  readonly type: "weights";
  /** The name of the weights, such as "tresnet_m.miil_in21k". */
  readonly tag: string;
  /** The path of the file with the weights. */
  readonly file: string;
}

/** Something that a user should know and that changes nothing: a sentence to show as it is. */
export interface NoticeEvent {
  /** Tells this event from others. */
  readonly type: "notice";
  /** A warning tells of what is probably not wanted. */
  readonly level: "info" | "warning";
  /** The sentence to show, which is true alone. */
  readonly message: string;
}

/** Counted work that may take long, by the word for it. */
export type CountedWork =
  | "computing features"
  | "cross-validating"
  | "validating"
  | "testing"
  | "choosing thresholds"
  | "evaluating"
  | "predicting"
  | "looking"
  | "comparing"
  | "measuring values"
  | "drawing";

/** Counted work has come further. */
export interface ProgressEvent {
  /** Tells this event from others. */
  readonly type: "progress";
  /** The word for the work. */
  readonly work: CountedWork;
  /** Images that are done, or pictures, or values of a net. */
  readonly done: number;
  /** How many there are to be done. */
  readonly total: number;
}

/** The work is done and its files are written; the last event. */
export interface DoneEvent<Result> {
  /** Tells this event from others. */
  readonly type: "done";
  /** What the function returns, too. */
  readonly result: Result;
}

/** An event that more than one function tells. */
export type CommonEvent = DownloadEvent | EngineEvent | WeightsEvent | NoticeEvent | ProgressEvent;
