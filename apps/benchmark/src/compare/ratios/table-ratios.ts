/** The ratios of `table` besides those of its contests. */
import { type FoundRatio, single } from "./found-ratio.ts";
import { modelConditions } from "./ratio-conditions.ts";
import type { FileOf } from "./result-schema.ts";

/** Tells how many times the largest training batch of the first model the others have room for. */
export function tableRatios({ measurements: [train], largestBatches }: FileOf<"table">): FoundRatio[] {
  const [reference] = train?.results ?? [];
  if (train === undefined || reference === undefined || largestBatches === null) return [];
  const { budget, batches } = largestBatches;
  const theirs = batches[reference.name] ?? 0;
  return train.results.flatMap(({ name, case: { task, model, imageSize, classes }, precision, versions }) => {
    const ours = batches[name];
    if (name === reference.name || ours === undefined || theirs === 0) return [];
    return [
      {
        name: `${name} over ${reference.name}`,
        work: `largest batch in ${budget} bytes, ${task} ${model}`,
        batchSize: 0,
        sizes: `${imageSize} ${precision}`,
        spread: single(ours / theirs),
        conditions: modelConditions(train, { case: { imageSize, classes }, precision, versions }),
      },
    ];
  });
}
