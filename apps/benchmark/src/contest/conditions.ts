/** How contests are measured. */
import type { RunConditions } from "../terms/run-conditions.ts";

/** How a contest is measured: how often and how long its sides have their turn, and on what. */
export interface Conditions extends RunConditions {
  /** Turns of every side. */
  readonly rounds: number;
  /** Steps in a turn; the turn's time is their mean. */
  readonly stepsPerTurn: number;
  /** Steps before the first round, not measured. */
  readonly warmUpSteps: number;
}
