/** What the measuring process and a side's process say to each other. */
import type { SideName, TrainCase } from "./cases.ts";

/** Sent once, in this order: `start`, then `steps` as often as wanted, then `finish`. */
export type Request =
  | { readonly kind: "start"; readonly side: SideName; readonly case: TrainCase }
  | { readonly kind: "steps"; readonly count: number }
  | { readonly kind: "finish" };

export type Reply =
  | { readonly kind: "started"; readonly parameters: number; readonly tensorflow: string }
  | { readonly kind: "stepped"; readonly durationsMs: readonly number[]; readonly losses: readonly number[] }
  | { readonly kind: "finished"; readonly peakMemoryBytes: number }
  | { readonly kind: "failed"; readonly message: string };
