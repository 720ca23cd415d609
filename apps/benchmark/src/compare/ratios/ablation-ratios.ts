/** The ratios of `ablation` besides those of its contests. */
import { type FoundRatio, single } from "./found-ratio.ts";
import { modelConditions } from "./ratio-conditions.ts";
import type { FileOf } from "./result-schema.ts";

/** Tells how many times less memory than the net a change needs in training. */
export function ablationRatios({ measurements, rows: [net, ...changes] }: FileOf<"ablation">): FoundRatio[] {
  const whole = net?.peakMemoryBytes ?? null;
  return changes.flatMap(({ name, peakMemoryBytes }) => {
    const contest = measurements.find(({ results }) => results.some((result) => result.name === name));
    const result = contest?.results.find((one) => one.name === name);
    if (net === undefined || whole === null || contest === undefined || result === undefined) return [];
    const { precision } = result;
    const { model, imageSize, batchSize } = result.case;
    return [
      {
        name: `${name} over ${net.name}`,
        work: `room in memory, train ${model}`,
        batchSize,
        sizes: `${imageSize} ${batchSize} ${precision}`,
        // Out of memory is the most that one can need: no room at all.
        spread: single(peakMemoryBytes === null ? 0 : whole / peakMemoryBytes),
        conditions: modelConditions(contest, result),
      },
    ];
  });
}
