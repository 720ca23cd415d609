/** The ratios of `startup`. */
import type { FoundRatio } from "./found-ratio.ts";
import { caseConditions, runConditions, versionConditions } from "./ratio-conditions.ts";
import type { FileOf } from "./result-schema.ts";
import { pairsOf } from "./side-pairs.ts";

/** How many times as fast as the others a side gets from its start to the end of its first step. */
export function startupRatios(startup: FileOf<"startup">["measurements"][number]): FoundRatio[] {
  const { task, model, imageSize, batchSize } = startup.case;
  return pairsOf(startup.results).map(([ours, theirs]) => {
    const [{ total }, { total: other }] = [ours.partsMs, theirs.partsMs];
    return {
      name: `${ours.side} over ${theirs.side}`,
      work: `start to first step, ${task} ${model}`,
      batchSize,
      sizes: `${imageSize} ${batchSize}`,
      spread: {
        lower: other.lower / total.upper,
        median: other.median / total.median,
        upper: other.upper / total.lower,
      },
      conditions: new Map([
        ...runConditions(startup),
        ...caseConditions(startup.case),
        ...versionConditions({ ...theirs.versions, ...ours.versions }),
      ]),
    };
  });
}
