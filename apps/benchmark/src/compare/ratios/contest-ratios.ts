/** The ratios of contests: sides in turns. */
import type { FoundRatio } from "./found-ratio.ts";
import { caseConditions, runConditions, versionConditions } from "./ratio-conditions.ts";
import type { ParsedContest } from "./result-schema.ts";

/** Each entry's speed over that of each baseline. */
export function contestRatios(contest: ParsedContest): FoundRatio[] {
  return contest.results.flatMap((result) => {
    const { name, case: measured, precision, versions, speedups } = result;
    const { task, model, imageSize, batchSize } = measured;
    return Object.entries(speedups)
      .filter(([baseline]) => baseline !== name)
      .map(([baseline, spread]) => ({
        name: `${name} over ${baseline}`,
        work: `${task} ${model}`,
        batchSize,
        spread,
        sizes: `${imageSize} ${batchSize} ${precision}`,
        conditions: new Map([
          ...runConditions(contest),
          ...caseConditions(measured, ` of ${name}`),
          [`number format of ${name}`, precision],
          ...versionConditions({ ...contest.results.find((other) => other.name === baseline)?.versions, ...versions }),
        ]),
      }));
  });
}
