/** An entry while it runs. */
import type { ChildSide } from "../sides/child-side.ts";
import type { Started } from "../terms/messages.ts";
import type { Entry } from "./entry.ts";

/** What takes an entry's turns: a side's process, or several of them together. */
export type TurnTaker = Pick<ChildSide, "name" | "steps" | "finish">;

/** An entry's process, and what its turns gave so far. */
export interface Competitor {
  readonly entry: Entry;
  readonly child: TurnTaker;
  readonly started: Started;
  /** Milliseconds a step, one value a turn. */
  readonly roundsMs: number[];
  /** Losses of all steps; empty where the task is inference. */
  readonly losses: number[];
  /** Calls of TensorFlow that compute, one value a turn; null where the side does not count them. */
  readonly nativeCalls: (number | null)[];
}
