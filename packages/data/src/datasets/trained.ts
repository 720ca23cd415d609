/** Data with boxes that can be trained on. */
import type { DatasetSplits } from "../dataset/dataset.ts";
import type { BoxDataset } from "../dataset/objects/box-dataset.ts";
import { DataError } from "../errors.ts";
import type { BoxSplits } from "./voc/voc.ts";

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
