/** The ratios of `memory`. */
import { type FoundRatio, single } from "./found-ratio.ts";
import { caseConditions, runConditions, versionConditions } from "./ratio-conditions.ts";
import type { FileOf } from "./result-schema.ts";
import { pairsOf } from "./side-pairs.ts";

type Memory = FileOf<"memory">["measurements"][number];
type Pair = readonly [Memory["results"][number], Memory["results"][number]];

/** Tells how many times less memory than the others a side needs, and how many times their batch it has room for. */
export function memoryRatios(memory: Memory): FoundRatio[] {
  const { batchSizes, budget, results } = memory;
  return pairsOf(results).flatMap((pair) => {
    const [ours, theirs] = pair;
    const peaks = batchSizes.flatMap((batchSize, index) => {
      const [own, other] = [ours.peakBytes[index] ?? null, theirs.peakBytes[index] ?? null];
      if (other === null) return []; // the peer has no room for it: nothing to compare with
      // Out of memory is the most that one can need: no room at all.
      const value = own === null ? 0 : other / own;
      return [ratioOf(memory, pair, { what: "room in memory", batchSize, value })];
    });
    const [own, other] = [ours.largestBatch, theirs.largestBatch];
    if (other === null || other === 0) return peaks;
    const largest = { what: `largest batch in ${budget} bytes`, batchSize: 0, value: (own ?? 0) / other };
    return [...peaks, ratioOf(memory, pair, largest)];
  });
}

function ratioOf(
  memory: Memory,
  [one, other]: Pair,
  { what, batchSize, value }: { readonly what: string; readonly batchSize: number; readonly value: number },
): FoundRatio {
  const { task, model, imageSize } = memory.case;
  return {
    name: `${one.side} over ${other.side}`,
    work: `${what}, ${task} ${model}`,
    batchSize,
    sizes: `${imageSize} ${batchSize}`,
    spread: single(value),
    conditions: new Map([
      ...runConditions(memory),
      ...caseConditions(memory.case),
      ...versionConditions({ ...other.versions, ...one.versions }),
    ]),
  };
}
