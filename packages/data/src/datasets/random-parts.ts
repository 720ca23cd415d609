/** The parts of data that has none of its own, or no val: drawn by the seed. */
import type { Dataset, DatasetSplits } from "../dataset/dataset.ts";
import { split } from "../dataset/split.ts";
import { DataError } from "../errors.ts";
import type { OpenDatasetOptions } from "./dataset-row.ts";

type PartOptions = Pick<OpenDatasetOptions, "seed" | "fractions" | "holdOut">;

/** The data's own parts, or random ones of the whole. */
export function partsOf(
  found: { readonly parts: DatasetSplits } | { readonly whole: Dataset },
  options: PartOptions,
): DatasetSplits {
  if ("parts" in found) return withVal(found.parts, options);
  const { whole } = found;
  const { seed = 0, fractions = [0.8, 0.1, 0.1] } = options;
  const [train, val, test] = split(whole, fractions, { seed });
  if (!train || train.length === 0) {
    throw new DataError(
      `${whole.name}: expected images to train on, and the split leaves none. Raise the first of the fractions.`,
    );
  }
  return { train, ...(val?.length ? { val } : {}), ...(test?.length ? { test } : {}) };
}

/** The data's own parts, or all of it in one: nothing is drawn. */
export function asWhole(
  found: { readonly parts: Partial<DatasetSplits> } | { readonly whole: Dataset },
): Partial<DatasetSplits> {
  return "parts" in found ? found.parts : { train: found.whole };
}

/** The parts, with a share of train as val where there is none and a share is asked for. */
export function withVal(parts: DatasetSplits, { seed = 0, holdOut = 0 }: PartOptions): DatasetSplits {
  if (parts.val || holdOut === 0) return parts;
  const [train, val] = split(parts.train, [1 - holdOut, holdOut], { seed });
  return train?.length && val?.length ? { ...parts, train, val } : parts;
}
