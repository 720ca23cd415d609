/**
 * Whether the machine was ours alone while a measurement ran: if not, its spread is the neighbours', not the sides'.
 */

import { spread } from "../text/statistics.ts";
import type { ProcessorTime } from "./load-meter.ts";

/** The criteria; a measurement that meets one of them is disturbed. */
export const limits = {
  /** Share of the cores' time that others had, over all turns. */
  othersShare: 0.05,
  /** Share of the cores' time that others had in a single round. */
  othersShareInRound: 0.15,
  /** A round's time over the side's median. */
  slowRound: 1.3,
  /** Share of a side's rounds that are that slow. */
  slowRounds: 0.25,
} as const;

/** What is judged. */
export interface Observed {
  /** Each round's processor time, the difference of two readings; empty where the system has no such count. */
  readonly rounds: readonly ProcessorTime[];
  /** Milliseconds a step, one value a round, of every side. */
  readonly sides: readonly { readonly name: string; readonly roundsMs: readonly number[] }[];
}

/** Why a measurement is disturbed, a sentence for each criterion that it meets; empty when it is not. */
export function disturbances({ rounds, sides }: Observed): string[] {
  return [...busyOthers(rounds), ...sides.flatMap(slowRounds)];
}

/** What a measurement says of the machine's other work. */
export interface Judgement {
  /** Share of the cores' time that other processes had; null where the system does not say. */
  readonly othersShare: number | null;
  /** Why the machine's other work makes these numbers doubtful, a sentence each; empty when it does not. */
  readonly disturbed: readonly string[];
}

/** Judges a measurement: the share of the machine that others had, and what that makes doubtful. */
export function judge(observed: Observed): Judgement {
  return {
    othersShare: observed.rounds.length === 0 ? null : othersShare(observed.rounds),
    disturbed: disturbances(observed),
  };
}

/** What a chart says of them, a sentence for each reason. */
export function disturbanceNotes(reasons: readonly string[]): string[] {
  return [...new Set(reasons)].map((reason) => `Disturbed: ${reason}.`);
}

/** What a report says of them, a paragraph for each reason. */
export function disturbanceParagraphs(reasons: readonly string[]): string[] {
  return disturbanceNotes(reasons).map((note) => `${note} Measure again on a quiet machine.\n`);
}

/** Share of the cores' time that went to others. */
export function othersShare(rounds: readonly ProcessorTime[]): number {
  const sum = (pick: (time: ProcessorTime) => number) => rounds.reduce((total, round) => total + pick(round), 0);
  const available = sum((round) => round.available);
  return available === 0
    ? 0
    : Math.max(
        0,
        sum((round) => round.busy - round.own),
      ) / available;
}

function busyOthers(rounds: readonly ProcessorTime[]): string[] {
  const share = othersShare(rounds);
  if (share > limits.othersShare) {
    return [`other processes had ${percent(share)} of the cores' time, more than ${percent(limits.othersShare)}`];
  }
  const busy = rounds.filter((round) => othersShare([round]) > limits.othersShareInRound).length;
  return busy === 0
    ? []
    : [
        `other processes had more than ${percent(limits.othersShareInRound)} of the cores' time in ${busy} of ${rounds.length} rounds`,
      ];
}

function slowRounds({ name, roundsMs }: Observed["sides"][number]): string[] {
  const limit = limits.slowRound * spread(roundsMs).median;
  const slow = roundsMs.filter((ms) => ms > limit).length;
  return slow <= limits.slowRounds * roundsMs.length
    ? []
    : [`${slow} of ${roundsMs.length} rounds of ${name} took more than ${limits.slowRound} times its median`];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
