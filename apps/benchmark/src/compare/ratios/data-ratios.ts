/** The ratios of `data`. */
import type { FoundRatio } from "./found-ratio.ts";
import { caseConditions, machineConditions, versionConditions } from "./ratio-conditions.ts";
import type { FileOf } from "./result-schema.ts";

/** How many times as fast as each other pipeline ours is, with as many workers. */
export function dataRatios({
  machine,
  case: { imageSize, batchSize },
  results,
}: FileOf<"data">["measurement"]): FoundRatio[] {
  const ours = results.filter(({ oursTimes }) => oursTimes === null);
  return results.flatMap(({ side, workers, cores, versions, oursTimes }) => {
    const own = ours.find((one) => one.workers === workers);
    if (oursTimes === null || own === undefined) return [];
    return [
      {
        name: `${own.side} over ${side}`,
        work: `images, ${workers} workers`,
        batchSize,
        spread: oursTimes,
        sizes: `${imageSize} ${batchSize}`,
        conditions: new Map([
          ...machineConditions(machine),
          ["list of cores", cores ?? "any"],
          ...caseConditions({ imageSize, batchSize }),
          ...versionConditions({ ...versions, ...own.versions }),
        ]),
      },
    ];
  });
}
