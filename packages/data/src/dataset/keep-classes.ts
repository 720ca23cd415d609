/** A data set cut down to some of its classes. */

import { DataError } from "../errors.ts";
import { type Dataset, isMultiLabel } from "./dataset.ts";
import { subset } from "./subset.ts";

/**
 * Returns the dataset with the images of these classes alone, labelled anew from 0 in the order that the dataset has
 * its classes, whatever the order of `names`.
 * @throws DataError when the dataset has no such class, none is named, one is named twice, or images have any number of
 * classes.
 */
export function keepClasses(dataset: Dataset, names: readonly string[]): Dataset {
  const labels = keptLabels(dataset, names);
  const indices: number[] = [];
  for (let index = 0; index < dataset.length; index++) if (labels.has(dataset.label(index))) indices.push(index);
  const part = subset(dataset, indices);
  return {
    ...part,
    classNames: dataset.classNames.filter((name) => names.includes(name)),
    label: (index) => labels.get(part.label(index)) ?? -1,
  };
}

/** The new label of each old one that stays. */
function keptLabels(dataset: Dataset, names: readonly string[]): Map<number, number> {
  if (isMultiLabel(dataset)) {
    throw new DataError(
      `${dataset.name}: expected one class per image to keep some classes, got any number of them. Train on all of its classes.`,
    );
  }
  const unknown = names.filter((name) => !dataset.classNames.includes(name));
  if (unknown.length > 0) {
    throw new DataError(
      `${dataset.name}: expected classes of it to keep (${shortList(dataset.classNames)}), got ${shortList(unknown)}. Correct the names.`,
    );
  }
  const wanted = new Set(names);
  if (wanted.size === 0 || wanted.size < names.length) {
    throw new DataError(
      `${dataset.name}: expected at least one class to keep, each once, got ${names.length === 0 ? "none" : names.join(", ")}. Name each once.`,
    );
  }
  const old = dataset.classNames.flatMap((name, label) => (wanted.has(name) ? [label] : []));
  return new Map(old.map((label, position) => [label, position]));
}

function shortList(names: readonly string[]): string {
  return names.length <= 20 ? names.join(", ") : `${names.slice(0, 20).join(", ")} … ${names.length} in all`;
}
