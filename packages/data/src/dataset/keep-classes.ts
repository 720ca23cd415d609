/** A data set cut down to some of its classes. */

import { DataError } from "../errors.ts";
import { shownName } from "../shown-text.ts";
import { canonicalName } from "./class-names.ts";
import { type Dataset, isMultiLabel } from "./dataset.ts";
import { hasBoxes } from "./objects/box-dataset.ts";
import { keepBoxClasses } from "./objects/keep-box-classes.ts";
import { subset } from "./subset.ts";

/**
 * Returns the dataset with these classes alone, numbered anew from 0 in the order that the dataset has its classes,
 * whatever the order of `names`; names are compared in NFC.
 *
 * Images of other classes are left out; where images have any number of classes, all stay, some of them without one.
 * @throws DataError when the dataset has no such class, none is named, or one is named twice.
 */
export function keepClasses(dataset: Dataset, names: readonly string[]): Dataset {
  const labels = keptLabels(dataset, names);
  const classNames = dataset.classNames.filter((_, label) => labels.has(label));
  if (hasBoxes(dataset)) return keepBoxClasses(dataset, labels);
  if (isMultiLabel(dataset)) {
    const kept = (index: number) => dataset.labels(index).flatMap((label) => labels.get(label) ?? []);
    return { ...dataset, classNames, labels: kept, label: (index) => kept(index)[0] ?? -1 };
  }
  const indices: number[] = [];
  for (let index = 0; index < dataset.length; index++) if (labels.has(dataset.label(index))) indices.push(index);
  const part = subset(dataset, indices);
  return { ...part, classNames, label: (index) => labels.get(part.label(index)) ?? -1 };
}

/**
 * Returns the dataset without these classes, as `keepClasses` does with the others.
 * @throws DataError when the dataset has no such class, or no other.
 */
export function leaveOutClasses(dataset: Dataset, names: readonly string[]): Dataset {
  requireKnown(dataset, names, "to leave out");
  const unwanted = new Set(names.map(canonicalName));
  return keepClasses(
    dataset,
    dataset.classNames.filter((name) => !unwanted.has(canonicalName(name))),
  );
}

/** The new label of each old one that stays. */
function keptLabels(dataset: Dataset, names: readonly string[]): Map<number, number> {
  requireKnown(dataset, names, "to keep");
  const wanted = new Set(names.map(canonicalName));
  if (wanted.size === 0 || wanted.size < names.length) {
    throw new DataError(
      `${dataset.name}: expected at least one class to keep, each once, got ${names.length === 0 ? "none" : shortList(names)}. Name each once.`,
    );
  }
  const old = dataset.classNames.flatMap((name, label) => (wanted.has(canonicalName(name)) ? [label] : []));
  return new Map(old.map((label, position) => [label, position]));
}

function requireKnown(dataset: Dataset, names: readonly string[], what: string): void {
  const known = new Set(dataset.classNames.map(canonicalName));
  const unknown = names.filter((name) => !known.has(canonicalName(name)));
  if (unknown.length === 0) return;
  throw new DataError(
    `${dataset.name}: expected classes of it ${what} (${shortList(dataset.classNames)}), got ${shortList(unknown)}. Correct the names.`,
  );
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 20).map(shownName).join(", ");
  return names.length <= 20 ? shown : `${shown} … ${names.length} in all`;
}
