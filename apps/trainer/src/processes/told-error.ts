/** Errors on their way from one process to another: callers tell them by their class. */
import { CheckpointError } from "@tresnet/checkpoints";
import { DataError } from "@tresnet/data";
import { ClusterError, type ClusterFailure } from "@tresnet/engine";
import { NonFiniteError } from "@tresnet/training";
import { InterruptedError, UsageError } from "../errors.ts";

/** What is told of an error. */
export interface ToldError {
  readonly name: string;
  readonly message: string;
  /** Of an InterruptedError: the folder of the run. */
  readonly run?: string | undefined;
  /** Of a ClusterError. */
  readonly failure?: ClusterFailure | undefined;
  /** Of a NonFiniteError. */
  readonly step?: number | undefined;
  /** Of a NonFiniteError. */
  readonly learningRate?: number | undefined;
}

/** How each class is made again; another error keeps its name. */
const classes: Readonly<Record<string, (told: ToldError) => Error>> = {
  UsageError: ({ message }) => new UsageError(message),
  DataError: ({ message }) => new DataError(message),
  CheckpointError: ({ message }) => new CheckpointError(message),
  InterruptedError: ({ message, run }) => new InterruptedError(message, run === undefined ? {} : { run }),
  ClusterError: ({ message, failure = "lost" }) => new ClusterError(message, failure),
  NonFiniteError: ({ message, step = 0, learningRate }) => new NonFiniteError(message, { step, learningRate }),
};

/** What to tell of an error. */
export function tellError(error: unknown): ToldError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message } = error;
  return {
    name,
    message,
    ...(error instanceof InterruptedError && { run: error.run }),
    ...(error instanceof ClusterError && { failure: error.failure }),
    ...(error instanceof NonFiniteError && { step: error.step, learningRate: error.learningRate }),
  };
}

/** The error that was told of. */
export function errorOf(told: ToldError): Error {
  const made = classes[told.name]?.(told) ?? new Error(told.message);
  if (made.name !== told.name) made.name = told.name;
  return made;
}
