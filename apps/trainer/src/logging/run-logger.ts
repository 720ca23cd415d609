/** What keeps a training's figures elsewhere than in its run directory: a new one is a file and a row of `loggers`. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Pixels } from "@tresnet/data";

/** A training as its loggers see it. */
export interface LoggedRun {
  /** The folder of the run. */
  readonly folder: string;
  /** The name of the folder. */
  readonly name: string;
  /** Every setting, as flags have them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Steps that were done before, of a run that goes on; undefined of a new one. */
  readonly doneSteps: number | undefined;
  /** Whether weights are logged too. */
  readonly histograms: boolean;
  /** Says something that a user should know, once. */
  readonly tell: (message: string) => void;
}

/** How a training ended. */
export type RunEnd = "finished" | "interrupted" | "failed";

/** Takes what a training tells; `step` is always the number of steps of the whole run that are done. */
export interface RunLogger {
  /** Takes numbers by name, such as "train/loss". */
  figures(step: number, figures: Readonly<Record<string, number>>): void;
  /** Takes a picture by name, such as "val/confusion". */
  picture(step: number, name: string, picture: Pixels): void;
  /** Takes the weights by name, which are the caller's and change with the next step. */
  weights?(step: number, weights: ReadonlyMap<string, Tensor>): void;
  /** Brings what was taken so far to where it stays, as far as that takes no waiting. */
  flush(): void;
  /** Brings the rest there, within a limit of its own, and ends. */
  close(end: RunEnd): Promise<void>;
}

/** A row of `loggers`. */
export interface LoggerRow {
  /** How `--help` shows it: "mlflow:URI". */
  readonly shown: string;
  /**
   * Checks what stands after the name and a colon.
   * @throws UsageError that names --log.
   */
  check(target: string | undefined): void;
  /** Opens it for a run; TensorFlow runs. */
  open(target: string | undefined, run: LoggedRun): Promise<RunLogger>;
}
