/** A model, its step and one batch, ready to be timed in this process, which ends with it. */
import type { Outputs } from "./messages.ts";

export interface TrainSide {
  /** Values that training changes. */
  readonly parameters: number;
  /** Of what the side runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Takes the first two steps and gives what they computed. */
  check(): Promise<Outputs>;
  /** Takes one step and gives its wall time, loss read, in milliseconds. */
  step(): Promise<{ readonly durationMs: number; readonly loss: number }>;
}
