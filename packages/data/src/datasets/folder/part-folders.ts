/** Finds the folders of train, val and test in a folder. */
import path from "node:path";
import { canonicalName } from "../../dataset/class-names.ts";
import { DataError } from "../../errors.ts";
import { listFolder } from "../image-files.ts";
import { passOver } from "../passed-over.ts";
import type { Reading } from "./class-folders.ts";
import { areAllParts, sortByPart } from "./part-names.ts";
import { isOfRuns } from "./runs.ts";

/** Where the parts of a data set lie, as full paths. */
export interface PartFolders {
  readonly train?: string;
  readonly val?: string;
  readonly test?: string;
  /** Folders beside them. */
  readonly others: readonly string[];
}

/**
 * The parts of a folder, by their names; undefined where it holds classes. A class may be called "train": its folder
 * holds images, that of a part holds classes.
 * @throws DataError when a part is there twice, or folders that are called like parts hold no classes.
 */
export async function findParts(folder: string, reading: Reading): Promise<PartFolders | undefined> {
  const { folders } = await listFolder(folder);
  const names = sortByPart(folders);
  const parts = [...names.train, ...names.val, ...names.test];
  if (parts.length === 0) return undefined;
  const holdsFolders = async (name: string) =>
    (await listFolder(path.join(folder, name))).folders.length > 0 && !(await isOfRuns(path.join(folder, name)));
  const some = async (among: readonly string[]) => {
    for (const name of among) if (await holdsFolders(name)) return true;
    return false;
  };
  const others: string[] = [];
  for (const name of names.others) {
    if (await isOfRuns(path.join(folder, name)))
      passOver(reading.passed, "folders of trainings' runs", path.join(folder, name));
    else others.push(path.join(folder, name));
  }
  const isOnlyParts = others.length === 0;
  if (!(await some(names.train)) && !(isOnlyParts && (await some(parts)))) {
    if ((isOnlyParts && parts.length > 1) || areAllParts(folders)) throw flatParts(folder, folders);
    return undefined;
  }
  const one = (part: "train" | "val" | "test") => {
    const [name, second] = names[part];
    if (second !== undefined) {
      throw new DataError(
        `${folder}: expected one of ${names[part].join(", ")}, got ${names[part].length} of them, which all mean ${part}. Keep one.`,
      );
    }
    return name === undefined ? {} : { [part]: path.join(folder, name) };
  };
  return { ...one("train"), ...one("val"), ...one("test"), others };
}

/** Folders that are all called like parts would be classes else, and a training learn to tell train from test. */
function flatParts(folder: string, names: readonly string[]): DataError {
  return new DataError(
    `${folder}: expected a folder for each class inside of ${names.toSorted().join(", ")}, got images. Sort them into such folders, or, where a CSV file has their classes, name that: csv:FILE.`,
  );
}

/**
 * Refuses a folder beside the parts that holds the training's classes, for it is a part too; tells of others that they
 * are not used.
 * @throws DataError naming the folder.
 */
export async function checkOthers(
  folder: string,
  { others }: PartFolders,
  classNames: readonly string[],
  { onNotice }: Reading,
): Promise<void> {
  const known = new Set(classNames.map(canonicalName));
  for (const other of others) {
    const { folders } = await listFolder(other);
    if (folders.length === 0 || !folders.every((name) => known.has(canonicalName(name)))) continue;
    throw new DataError(
      `${other}: expected a folder called train, val or test beside the training images, got ${path.basename(other)}, which holds folders of the same classes. Call it by its part, or move it away.`,
    );
  }
  if (others.length === 0) return;
  const shown =
    others
      .slice(0, 5)
      .map((other) => path.basename(other))
      .join(", ") + (others.length > 5 ? ", …" : "");
  onNotice?.({
    level: "warning",
    message: `${folder}: has parts (train, val, test), so that these folders beside them are not used: ${shown}.`,
  });
}
