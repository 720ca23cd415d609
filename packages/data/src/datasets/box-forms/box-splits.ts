/** Data with boxes: its own parts, or all of it. */
import type { DatasetSplits } from "../../dataset/dataset.ts";
import type { BoxDataset } from "../../dataset/objects/box-dataset.ts";
import { DataError } from "../../errors.ts";

/** A data set with boxes: its own parts, or all of it. */
export type BoxSplits =
  | { readonly parts: Readonly<Partial<Record<keyof DatasetSplits, BoxDataset>>> }
  | { readonly whole: BoxDataset };

/** The parts with images to train on, or the whole. @throws DataError when no part is for training. */
export function trained(
  location: string,
  found: BoxSplits,
): { readonly parts: DatasetSplits } | { readonly whole: BoxDataset } {
  if ("whole" in found) return found;
  const { train } = found.parts;
  if (!train)
    throw new DataError(
      `${location}: expected images to train on, got only ${Object.keys(found.parts).join(" and ")}. Add a part called train.`,
    );
  return { parts: { ...found.parts, train } };
}
