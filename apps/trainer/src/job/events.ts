/** What a function of this package may tell while it works, whatever it does. */
import type { FetchEvent } from "@tresnet/files";

/** Something is being fetched (TensorFlow's library, a data set, published weights) and has come further. */
export interface DownloadEvent extends FetchEvent {
  readonly type: "download";
}

/** TensorFlow runs in this process. */
export interface EngineEvent {
  readonly type: "engine";
  /** TensorFlow's version, such as "2.21.0". */
  readonly version: string;
  /** The kind of device that computes. */
  readonly device: "cpu" | "gpu";
}

/** Published weights lie on this machine. */
export interface WeightsEvent {
  readonly type: "weights";
  /** The name of the weights, such as "tresnet_m.miil_in21k". */
  readonly tag: string;
  readonly file: string;
}

/** Something that a user should know and that changes nothing: a sentence to show as it is. */
export interface NoticeEvent {
  readonly type: "notice";
  /** A warning tells of what is probably not wanted. */
  readonly level: "info" | "warning";
  readonly message: string;
}

/** Counted work that may take long, by the word for it. */
export type CountedWork =
  | "computing features"
  | "validating"
  | "testing"
  | "choosing thresholds"
  | "evaluating"
  | "predicting"
  | "looking"
  | "comparing"
  | "drawing";

/** Counted work has come further. */
export interface ProgressEvent {
  readonly type: "progress";
  readonly work: CountedWork;
  /** Images that are done, or pictures. */
  readonly done: number;
  readonly total: number;
}

/** An event that more than one function tells. */
export type CommonEvent = DownloadEvent | EngineEvent | WeightsEvent | NoticeEvent | ProgressEvent;
