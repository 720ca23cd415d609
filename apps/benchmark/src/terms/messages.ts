/**
 * What the measuring process and a side's process say to each other: one line of JSON each, on the side's stdin and
 * stdout.
 */
import type { TResNetVariant } from "@tresnet/zoo";
import type { CaseFiles } from "./case-files.ts";
import type { BenchmarkCase, Precision, SideName, SidePrecision } from "./cases.ts";
import type { Recipe } from "./recipe.ts";

/** A side's place among the processes that train together. */
export interface ClusterPlace {
  /** The address of every process, `host:port`, by task. */
  readonly peers: readonly string[];
  /** Which of them this process is. */
  readonly task: number;
  /** The number format in which gradients travel. */
  readonly gradientFormat: Precision;
}

/** Builds the model and, with `check`, computes what is compared. */
export interface StartRequest {
  readonly kind: "start";
  readonly side: SideName;
  readonly precision: SidePrecision;
  /** Whether PyTorch's side goes through torch.compile. */
  readonly compiled: boolean;
  readonly case: BenchmarkCase;
  /** How the model is put together, for who does not have it by name; null for `resnet50`. */
  readonly variant: TResNetVariant | null;
  /** Values of the model that training changes, for who can't count them. */
  readonly parameters: number;
  readonly recipe: Recipe;
  readonly files: CaseFiles;
  readonly threads: number;
  /** Without it nothing is computed before the first step: for memory and for the time of a start. */
  readonly check: boolean;
  /** The processes that train together, all of them on this same batch; absent where each is alone. */
  readonly cluster?: ClusterPlace;
}

/** Adds up so many float32 numbers over all processes of the cluster, `count` times one after another. */
export interface ReduceRequest {
  readonly kind: "reduce";
  readonly elements: number;
  readonly count: number;
}

/**
 * Sent in this order: `start`, then `steps` and `reduce` as often as wanted, then `finish`, after which the process
 * ends.
 */
export type Request =
  | StartRequest
  | { readonly kind: "steps"; readonly count: number }
  | ReduceRequest
  | { readonly kind: "finish" };

/** What a side computes from the case's weights and batch. */
export interface Outputs {
  /** [n · classes]: of the first step, before its update; in training mode where the task is to train. */
  readonly logits: readonly number[];
  /** Null where the task is inference. */
  readonly training: TrainingOutputs | null;
}

export interface TrainingOutputs {
  /** The loss of the first step. */
  readonly loss: number;
  /** Global norm of the first step's gradients, weight decay not among them. */
  readonly gradientNorm: number;
  /** Loss of the second step: what the first update was worth. */
  readonly nextLoss: number;
}

export interface Started {
  readonly kind: "started";
  /** Values that training changes. */
  readonly parameters: number;
  /** Versions of what the side runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Null without `check`. */
  readonly outputs: Outputs | null;
  /** Milliseconds of each part of the start, in order. */
  readonly phasesMs: Readonly<Record<string, number>>;
}

export interface Stepped {
  readonly kind: "stepped";
  readonly durationsMs: readonly number[];
  /** The loss of each step of training; empty where the task is inference. */
  readonly losses: readonly number[];
  /** Milliseconds that were spent on recording functions, out of all durations; 0 where nothing is traced. */
  readonly tracingMs: number;
  /** Processor time that this process spent meanwhile, on all of its threads. */
  readonly processorMs: number;
  /** Calls of TensorFlow that compute, in all these steps; null where the side does not count them. */
  readonly nativeCalls: number | null;
}

export interface Reduced {
  readonly kind: "reduced";
  /** Wall time of each sum over all processes. */
  readonly durationsMs: readonly number[];
  /** Processor time that this process spent on all of them, on all of its threads. */
  readonly processorMs: number;
}

export interface Finished {
  readonly kind: "finished";
  readonly peakMemoryBytes: number;
}

export interface Failed {
  readonly kind: "failed";
  readonly message: string;
}

export type Reply = Started | Stepped | Reduced | Finished | Failed;
