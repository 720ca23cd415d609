/** What the measuring process and a side's process say to each other: one line of JSON each, on the side's stdin and stdout. */
import type { TResNetVariant } from "@tresnet/zoo";
import type { CaseFiles } from "./case-files.ts";
import type { Precision, SideName, TrainCase } from "./cases.ts";
import type { Recipe } from "./recipe.ts";

/** Builds the model, takes the two steps of the check, and says what they computed. */
export interface StartRequest {
  readonly kind: "start";
  readonly side: SideName;
  readonly precision: Precision;
  readonly case: TrainCase;
  /** How the model is put together, for who does not have it by name; null for `resnet50`. */
  readonly variant: TResNetVariant | null;
  readonly recipe: Recipe;
  readonly files: CaseFiles;
  readonly threads: number;
}

/** Sent in this order: `start`, then `steps` as often as wanted, then `finish`, after which the process ends. */
export type Request = StartRequest | { readonly kind: "steps"; readonly count: number } | { readonly kind: "finish" };

/** What a side computes from the case's weights and batch, in training mode. */
export interface Outputs {
  /** [n · classes]: of the first step, before its update. */
  readonly logits: readonly number[];
  /** Of the first step. */
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
  /** Of what the side runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly outputs: Outputs;
}

export interface Stepped {
  readonly kind: "stepped";
  readonly durationsMs: readonly number[];
  readonly losses: readonly number[];
}

export interface Finished {
  readonly kind: "finished";
  readonly peakMemoryBytes: number;
}

export interface Failed {
  readonly kind: "failed";
  readonly message: string;
}

export type Reply = Started | Stepped | Finished | Failed;
