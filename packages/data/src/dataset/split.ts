/** Cuts a dataset into random parts that resemble each other. */

import { DataError } from "../errors.ts";
import { random, shuffled } from "../random.ts";
import { type Dataset, isMultiLabel } from "./dataset.ts";
import { subset } from "./subset.ts";

/** How a dataset is cut into parts. */
export interface SplitOptions {
  /** The seed of the draw: the same seed gives the same parts. */
  readonly seed: number;
  /**
   * Gives each image, by its index, a key. Images with the same key are spread over the parts in proportion; what
   * rounding gives to one key it takes from the next. Default: their class; in multi-label data the rarest of their
   * classes.
   */
  readonly stratifyBy?: ((index: number) => string | number) | undefined;
}

/**
 * Returns one random part of the dataset per fraction; no image is in two, and fractions that add up to 1 leave none
 * out. A fraction of 0 gives a part without images.
 * @throws DataError when a fraction is below 0, or they add up to more than 1.
 */
export function split(
  dataset: Dataset,
  fractions: readonly number[],
  { seed, stratifyBy = rarestLabel(dataset) }: SplitOptions,
): Dataset[] {
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  if (!fractions.every((fraction) => fraction >= 0) || !(sum <= 1 + 1e-9)) {
    throw new DataError(
      `split of ${dataset.name}: expected fractions of at least 0 that add up to at most 1, got ${fractions.join(", ")}.`,
    );
  }
  const parts = fractions.map((): number[] => []);
  const owed = fractions.map(() => 0);
  for (const [stratum, members] of strata(dataset.length, stratifyBy).entries()) {
    const order = shuffled(members.length, random(seed, stratum));
    let before = 0;
    let start = 0;
    for (const [part, fraction] of fractions.entries()) {
      before += fraction;
      // What one trains on is first and largest: it has every key.
      const least = part === 0 && fraction >= 0.5 ? 1 : start;
      const due = before * members.length + (owed[part] ?? 0);
      const end = Math.min(members.length, Math.max(least, Math.round(due)));
      owed[part] = Math.min(1, Math.max(-1, due - end));
      for (const place of order.subarray(start, end)) parts[part]?.push(members[place] ?? 0);
      start = end;
    }
  }
  return parts.map((indices) =>
    subset(
      dataset,
      indices.sort((a, b) => a - b),
    ),
  );
}

/** Combinations of classes are too many to be spread evenly, and it is the rare classes that a part could lack. */
function rarestLabel(dataset: Dataset): (index: number) => number {
  if (!isMultiLabel(dataset)) return (index) => dataset.label(index);
  const counts = new Array<number>(dataset.classNames.length).fill(0);
  const count = (label: number) => counts[label] ?? 0;
  for (let index = 0; index < dataset.length; index++) {
    for (const label of dataset.labels(index)) counts[label] = count(label) + 1;
  }
  return (index) =>
    dataset.labels(index).reduce((rarest, label) => (rarest < 0 || count(label) < count(rarest) ? label : rarest), -1);
}

/** The indices that share a key, in the order of the keys. */
function strata(length: number, key: (index: number) => string | number): number[][] {
  const groups = new Map<string, number[]>();
  for (let index = 0; index < length; index++) {
    const name = String(key(index));
    const group = groups.get(name);
    if (group) group.push(index);
    else groups.set(name, [index]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
