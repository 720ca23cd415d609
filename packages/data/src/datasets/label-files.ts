/**
 * What data sets with label files of their own have in common: finding the files, and checking labels against images.
 */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { MultiLabelDataset } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import type { MatValue } from "../files/matlab/mat-value.ts";
import { firstNames, shownText } from "../shown-text.ts";
import type { OpenDatasetOptions } from "./dataset-row.ts";
import { findNamedFiles } from "./named-files.ts";

/** The first of the names, which are relative to the folder, that is there. */
export async function findFirst(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const file = path.join(folder, name);
    if (await stat(file).catch(() => undefined)) return file;
  }
  return undefined;
}

/**
 * Returns the paths of the images that a label file names, in a folder.
 * @throws DataError with the first that is missing, and how many are.
 */
export async function requireImages(
  labelFile: string,
  folder: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const { paths, missing, isCut } = await findNamedFiles(names.length, (index) =>
    path.join(folder, names[index] ?? ""),
  );
  const [first] = missing;
  if (first === undefined) return paths;
  const found = isCut ? "fewer" : names.length - missing.length;
  throw new DataError(
    `${labelFile}: expected its ${names.length} images in ${folder}, got ${found}; ` +
      `${isCut ? "more than " : ""}${missing.length} are missing, ${shownText(names[first] ?? "")} first. Unpack the images again, or take the label file that belongs to them.`,
  );
}

/**
 * Checks that every class that is kept has an image to train on.
 * @throws DataError that names the classes without, or says that there is one class only.
 */
export function requireEveryClass(
  where: string,
  classNames: readonly string[],
  labels: Iterable<number>,
  { isKept = () => true }: Pick<OpenDatasetOptions, "isKept"> = {},
): void {
  const kept = classNames.filter(isKept);
  if (kept.length < 2) {
    throw new DataError(
      `${where}: expected at least two classes to tell apart, got ${kept.length === 0 ? "none" : `only ${firstNames(kept)}`}. Add images of another class.`,
    );
  }
  const seen = new Set(labels);
  const empty = classNames.filter((name, label) => !seen.has(label) && isKept(name));
  if (empty.length === 0) return;
  const named = empty.slice(0, 5).join(",");
  throw new DataError(
    `${where}: expected training images of every class, got none of ${empty.length === 1 ? "" : `${empty.length} classes: `}${firstNames(empty)}. Add some, or leave ${empty.length === 1 ? "the class" : "such classes"} out: --without-classes ${/^[\w.,-]+$/.test(named) ? named : JSON.stringify(named)}${empty.length > 5 ? ",…" : ""}.`,
  );
}

/** Tells of the classes that a detector would have no box of to learn from; it may have one class alone. */
export function tellEmptyClasses(
  where: string,
  { classNames, length, labels }: MultiLabelDataset,
  { isKept = () => true, onNotice }: Pick<OpenDatasetOptions, "isKept" | "onNotice">,
): void {
  const seen = new Set(Array.from({ length }, (_, index) => labels(index)).flat());
  const empty = classNames.filter((name, label) => !seen.has(label) && isKept(name));
  if (empty.length === 0) return;
  const what = empty.length === 1 ? "1 class has" : `${empty.length} classes have`;
  onNotice?.({ level: "warning", message: `${where}: ${what} no box to train on: ${firstNames(empty)}.` });
}

/**
 * The numbers of one variable or field, each a whole one from 1 to `last`.
 * @throws DataError that names the file and the first number that is not.
 */
export function wholeNumbers(value: MatValue | undefined, last: number, file: string, what: string): Float64Array {
  if (value?.kind !== "numbers") {
    throw new DataError(
      `${file}: expected numbers in ${what}, got ${value?.kind ?? "nothing"}. Is it another data set's file?`,
    );
  }
  const wrong = value.data.findIndex((number) => !Number.isInteger(number) || number < 1 || number > last);
  if (wrong < 0) return value.data;
  throw new DataError(
    `${file}: expected whole numbers from 1 to ${last} in ${what}, got ${value.data[wrong]} at place ${wrong + 1}. Fetch the file again.`,
  );
}
