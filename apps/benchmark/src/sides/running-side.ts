/** A model, its task and one batch, ready to be timed in this process, which ends with it. */
import type { Outputs, Reduced } from "../terms/messages.ts";

/** One step: a training step, its loss read, or the logits of one batch, read. */
export interface Step {
  /** Wall time. */
  readonly durationMs: number;
  /** Null where the task is inference. */
  readonly loss: number | null;
}

export interface RunningSide {
  /** Values that training changes. */
  readonly parameters: number;
  /** Versions of what the side runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Milliseconds of each part of the start, in order. */
  readonly phasesMs: Readonly<Record<string, number>>;
  /** Takes the first two steps, or infers once, and gives what was computed. */
  check(): Promise<Outputs>;
  step(): Promise<Step>;
  /** Adds up numbers over the processes of the side's cluster; absent where it is in none. */
  reduce?(elements: number, count: number): Promise<Omit<Reduced, "kind">>;
  /** Waits until the other processes of the cluster end too; absent where it is in none. */
  leave?(): Promise<void>;
}
