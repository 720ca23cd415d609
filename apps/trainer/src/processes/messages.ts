/** What a command and the processes that it starts to train together tell each other. */
import type { MemberPlace } from "../cluster/place.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { TrainEvent } from "../training/train-event.ts";
import type { TrainResult } from "../training/train-result.ts";
import type { ToldError } from "./told-error.ts";

/** What is to be done: a new training, or to go on with the run in a folder. */
export type TrainingWork =
  | { readonly kind: "train"; readonly options: TrainOptions }
  | { readonly kind: "resume"; readonly folder: string };

/** What a process is told: first to begin, and perhaps to stop after its step. */
export type ToProcess =
  | { readonly type: "begin"; readonly work: TrainingWork; readonly place: MemberPlace; readonly program: string }
  | { readonly type: "stop" };

/** What a process tells: task 0 what happens; each how it ended. */
export type FromProcess =
  | { readonly type: "event"; readonly event: TrainEvent }
  | { readonly type: "result"; readonly result: TrainResult | undefined }
  | { readonly type: "failed"; readonly error: ToldError };
