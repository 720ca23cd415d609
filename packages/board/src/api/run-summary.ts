/** How it stands with a run: only a training that holds the run's lock is running. */
export type RunState = "running" | "done" | "interrupted" | "diverged" | "failed" | "killed";

/** The best score of a run so far. */
export interface RunScore {
  /** The name of the measure, such as "accuracy". */
  readonly metric: string;
  /** The value of the measure; of everything but the loss a higher one is better. */
  readonly value: number;
  /** The epoch that has it, counted from 1. */
  readonly epoch: number;
}

/** A row of the table of runs; null stands where something is not known. */
export interface RunSummary {
  /** The path of the run's folder below the folder of runs, with slashes between names. */
  readonly id: string;
  /** The name of the run's folder. */
  readonly name: string;
  /** How it stands with the run. */
  readonly state: RunState;
  /** What the command said when the training ended, or what is wrong with a file of the run; "" where nothing is. */
  readonly message: string;
  /** What was trained on, such as "folder:photos". */
  readonly data: string | null;
  /** The architecture, or the detector. */
  readonly model: string | null;
  /** The best score so far. */
  readonly best: RunScore | null;
  /** Epochs that are done. */
  readonly epochsDone: number;
  /** Epochs that the run is to have. */
  readonly epochs: number | null;
  /** Steps that are done. */
  readonly step: number | null;
  /** The number of steps in each epoch. */
  readonly stepsPerEpoch: number | null;
  /** The loss of the last step, or the mean of the last epoch where steps were not logged. */
  readonly loss: number | null;
  /** Images per second of the last step or epoch. */
  readonly imagesPerSecond: number | null;
  /** Seconds of training so far, over all sessions. */
  readonly seconds: number | null;
  /** When a file of the run was last written, in milliseconds since 1970. */
  readonly changedMs: number;
  /** Whether a person has starred the run. */
  readonly star: boolean;
  /** What a person has noted of the run. */
  readonly note: string;
  /** Whether `tresnet train --resume` can go on with the run. */
  readonly resumable: boolean;
  /** Whether a person has asked the running training to stop. */
  readonly stopping: boolean;
}

/** The answer to "GET /api/runs". */
export interface RunList {
  /** The folder of runs as the command was given it. */
  readonly folder: string;
  /** Every run that was found, in no order. */
  readonly runs: readonly RunSummary[];
}

/** What the server tells of changes, as server-sent events of the name "runs". */
export interface RunChanges {
  /** Runs that are new or have changed. */
  readonly changed: readonly RunSummary[];
  /** The ids of runs that are gone. */
  readonly removed: readonly string[];
}
