/** The rounds of a measurement. */
import { countRound, type ProcessorTime } from "../processes/load-meter.ts";
import type { Competitor } from "./competitor.ts";

interface Turns {
  readonly rounds: number;
  readonly stepsPerTurn: number;
  readonly cores: string | undefined;
}

/** Gives every competitor its turn in every round, and each round's processor time, where the system counts it. */
export async function takeTurns(
  all: readonly Competitor[],
  { rounds, stepsPerTurn, cores }: Turns,
  onProgress: (line: string) => void,
): Promise<ProcessorTime[]> {
  const load: ProcessorTime[] = [];
  for (let round = 1; round <= rounds; round++) {
    await countRound(load, cores, async () => {
      for (const { child, roundsMs, losses, nativeCalls } of all) {
        const turn = await child.steps(stepsPerTurn);
        const stepMs = turn.durationsMs.reduce((sum, duration) => sum + duration, 0) / stepsPerTurn;
        roundsMs.push(stepMs);
        losses.push(...turn.losses);
        nativeCalls.push(turn.nativeCalls);
        onProgress(`round ${round}/${rounds} ${child.name}: ${stepMs.toFixed(stepMs < 100 ? 1 : 0)} ms a step`);
      }
    });
  }
  return load;
}
