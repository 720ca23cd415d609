/** The folders of classes in a folder, and their images. */
import { realpath } from "node:fs/promises";
import path from "node:path";
import { canonicalName } from "../../dataset/class-names.ts";
import { DataError } from "../../errors.ts";
import { firstNames, shownName, spelledOut } from "../../shown-text.ts";
import type { DataNotice } from "../dataset-row.ts";
import { findImages, isImageName, listFolder } from "../image-files.ts";
import { type PassedOver, passOver } from "../passed-over.ts";
import { namedPart } from "./part-names.ts";
import { isOfRuns } from "./runs.ts";

/** What is noted while a folder is read. */
export interface Reading {
  readonly passed: PassedOver;
  readonly onNotice?: ((notice: DataNotice) => void) | undefined;
}

/** One class. */
export interface ClassFolder {
  /** The folder's name; of two that are the same in NFC and without blanks at their ends, the first one's. */
  readonly name: string;
  /** In the order of the folders. */
  readonly images: readonly string[];
}

/**
 * The classes in a folder, sorted by name, with their images, which may be none; folders of runs are passed over.
 * @throws DataError when a folder cannot be listed, or every class holds the same folders.
 */
export async function readClassFolders(folder: string, { passed, onNotice }: Reading): Promise<ClassFolder[]> {
  const { folders, files } = await listFolder(folder, passed);
  for (const name of files.filter(isImageName)) {
    if (folders.length > 0) passOver(passed, "images beside the classes' folders", path.join(folder, name));
  }
  await refuseSameInside(folder, folders);
  const classes = new Map<string, { readonly name: string; readonly images: string[] }>();
  const real = await realPaths([folder, ...folders.map((name) => path.join(folder, name))]);
  const elsewhere = new Set(real);
  for (const [first, second] of sameFolders(folders, real.slice(1))) {
    const message = `${folder}: the classes ${shownName(first)} and ${shownName(second)} are one folder under two names (a link), so that each of its images has both classes. Remove one, or leave it out: --without-classes ${JSON.stringify(second)}.`;
    onNotice?.({ level: "warning", message });
  }
  for (const name of folders) {
    const inside = path.join(folder, name);
    const before = new Map(passed);
    const images = await findImages(inside, { passed, elsewhere });
    const kind = images.length === 0 ? await noClass(inside, before, passed) : undefined;
    if (kind !== undefined) {
      // What is inside is not counted one by one.
      passed.clear();
      for (const [what, found] of before) passed.set(what, found);
      passOver(passed, kind, inside);
      continue;
    }
    const known = classes.get(canonicalName(name));
    if (known) {
      const message = `${folder}: the folders ${spelledOut(known.name)} and ${spelledOut(name)} are two spellings of one name, and taken for one class.`;
      onNotice?.({ level: "warning", message });
      for (const image of images) known.images.push(image);
    } else classes.set(canonicalName(name), { name, images });
  }
  return [...classes.values()];
}

/** Where folders really are; a link from one class to another would give images the wrong class. */
async function realPaths(folders: readonly string[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const folder of folders) paths.push(await realpath(folder).catch(() => folder));
  return paths;
}

/** The names that lead to the folder of another, each with that other's. */
function sameFolders(names: readonly string[], real: readonly string[]): (readonly [first: string, second: string])[] {
  const known = new Map<string, string>();
  return names.flatMap((name, index) => {
    const place = real[index] ?? name;
    const first = known.get(place);
    if (first === undefined) known.set(place, name);
    return first === undefined ? [] : [[first, name] as const];
  });
}

/** What `tresnet export`, `evaluate` and `data inspect` write, and no folder of a class holds alone. */
const outputFiles = [".csv files", ".html files", ".json files", ".safetensors files"];

/** What a folder without pictures is, where it is no class: of runs, or of such files alone. */
async function noClass(folder: string, before: PassedOver, passed: PassedOver): Promise<string | undefined> {
  if (await isOfRuns(folder)) return "folders of trainings' runs";
  const inside = [...passed].filter(([what, { count }]) => count > (before.get(what)?.count ?? 0));
  const isOutput = inside.length > 0 && inside.every(([what]) => outputFiles.includes(what));
  return isOutput ? "folders of tables, reports and weights" : undefined;
}

/**
 * Folders that all hold the same folders, or most of them, are mostly no classes: those inside are, or parts lie in
 * each class. A training would learn to tell one collection from the other.
 */
async function refuseSameInside(folder: string, names: readonly string[]): Promise<void> {
  if (names.length < 2) return;
  let largest: readonly string[] = [];
  const all: (readonly string[])[] = [];
  for (const name of names) {
    const inside = await foldersInside(path.join(folder, name));
    // One folder with images of its own, or none at all, tells that these are classes.
    if (inside === undefined) return;
    if (inside.length === 0) continue;
    all.push(inside);
    if (inside.length > largest.length) largest = inside;
  }
  const known = new Set(largest);
  const shared = largest.filter((name) => all.every((inside) => inside.includes(name)));
  const areParts = shared.length > 0 && largest.every((name) => namedPart(name) !== undefined);
  const areSame =
    all.length > 1 && all.every((inside) => 2 * inside.filter((name) => known.has(name)).length > inside.length);
  if (!areSame || (shared.length < 2 && !areParts)) return;
  const advice = areParts
    ? `Put the parts above the classes: ${path.join(largest[0] ?? "", names[0] ?? "")}.`
    : `If those are the classes, name one of these folders (folder:${path.join(folder, names[0] ?? "")}), or call them train, val and test; if not, list the images and their classes in a CSV file: csv:FILE.`;
  throw new DataError(
    `${folder}: expected a folder for each class, got folders that all hold the same folders: ${firstNames(names)}, each with ${firstNames(areParts ? largest : shared)} inside. ${advice}`,
  );
}

/** The folders in a folder, below those that hold one folder alone; undefined where images lie beside them. */
async function foldersInside(folder: string, depth = 0): Promise<readonly string[] | undefined> {
  const { folders, files } = await listFolder(folder);
  if (files.some(isImageName)) return undefined;
  const [only, second] = folders;
  if (only === undefined) return [];
  if (second !== undefined || depth === 3) return folders.map(canonicalName);
  const deeper = await foldersInside(path.join(folder, only), depth + 1);
  return deeper?.length ? deeper : [canonicalName(only)];
}
