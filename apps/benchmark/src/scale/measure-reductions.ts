/** Times the sums over all processes by themselves, by size. */
import type { Precision, SideName } from "../terms/cases.ts";
import { type Spread, spread } from "../text/statistics.ts";
import type { Team } from "./team.ts";

/** Sums of one size over the processes of one team. */
export interface Reduction {
  /** The team's name: that of the first way that it takes turns in. */
  readonly team: string;
  readonly side: SideName;
  readonly processes: number;
  readonly gradientFormat: Precision;
  /** Numbers that are added up. */
  readonly elements: number;
  readonly ms: Spread;
  /** Processor time of one process for one sum. */
  readonly processorMs: number;
}

/** How often a size is added up: more often where it is short. */
const sizes = [
  { elements: 1, count: 40 },
  { elements: 250_000, count: 20 },
  { elements: 2_000_000, count: 12 },
] as const;
const countOfAll = 7;

/** Times 1 number, 1 MB, a bucket, and as many numbers as the model's gradients have, on every team of a cluster. */
export async function measureReductions(
  teams: readonly Team[],
  gradients: number,
  onProgress: (line: string) => void,
): Promise<Reduction[]> {
  const reductions: Reduction[] = [];
  for (const team of teams) {
    const { name, side, gradientFormat, cores, cable } = team.options;
    if (gradientFormat === undefined || cable !== undefined) continue;
    onProgress(`${name}: sums of numbers alone`);
    for (const { elements, count } of [...sizes, { elements: gradients, count: countOfAll }]) {
      const { durationsMs, processorMs } = await team.reduce(elements, count);
      const ms = spread(durationsMs);
      const about = { team: name, side, processes: cores.length, gradientFormat, elements };
      reductions.push({ ...about, ms, processorMs: processorMs / count });
    }
  }
  return reductions;
}
