/** Finds the XML files of a Pascal VOC folder, the images that belong to them, and the lists of parts. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { readWhole } from "@tresnet/files";
import { DataError } from "../../../errors.ts";
import { isFile } from "../../../is-file.ts";
import { namedPart } from "../../folder/part-names.ts";
import { findImages, listFolder } from "../../image-files.ts";

/** The name of a part. */
export type PartName = "train" | "val" | "test";

/** The XML files of a data set: those of each part, or all. */
export type VocFiles =
  | { readonly parts: Readonly<Partial<Record<PartName, readonly string[]>>>; readonly missing: readonly string[] }
  | { readonly whole: readonly string[] };

/** What a user does who has another layout. */
const layouts =
  "Pascal VOC has Annotations/*.xml, JPEGImages/* and ImageSets/Main/train.txt; or each XML file lies beside its image, maybe below train, valid and test.";

/**
 * Finds `Annotations/*.xml` with the lists of `ImageSets/Main`, XML files below `train`, `valid` and `test`, or all XML
 * files below the folder.
 * @throws DataError when there are none, with what to put where.
 */
export async function findVocFiles(location: string): Promise<VocFiles> {
  const base = await baseOf(location);
  const lists = await partLists(path.join(base, "ImageSets", "Main"));
  const all = await xmlBelow(path.join(base, (await isFolder(path.join(base, "Annotations"))) ? "Annotations" : ""));
  if (all.length === 0)
    throw new DataError(`${location}: expected XML files of Pascal VOC, got none. ${layouts} Then say voc:PATH.`);
  if (Object.keys(lists).length > 0) return listed(lists, all, base);
  const parts: Partial<Record<PartName, string[]>> = {};
  for (const file of all) {
    const [top = ""] = path.relative(base, file).split(path.sep);
    const named = namedPart(top);
    if (named?.rest !== "") return { whole: all };
    const part = parts[named.part] ?? [];
    part.push(file);
    parts[named.part] = part;
  }
  return { parts, missing: [] };
}

/** The folder itself, or the one VOC2007, VOC2012 … in it or in its VOCdevkit. */
async function baseOf(location: string): Promise<string> {
  if (!(await isFolder(location)))
    throw new DataError(`${location}: expected a folder with Pascal VOC's XML files, got none. ${layouts}`);
  for (const folder of [location, path.join(location, "VOCdevkit")]) {
    if (!(await isFolder(folder))) continue;
    const years = (await listFolder(folder)).folders.filter((name) => /^VOC\d{4}$/.test(name));
    if (years.length > 1)
      throw new DataError(
        `${folder}: expected one year of Pascal VOC, got ${years.join(", ")}. Say which: voc:${path.join(folder, years[0] ?? "")}.`,
      );
    if (years[0] !== undefined) return path.join(folder, years[0]);
  }
  return location;
}

/** The names that train.txt, val.txt and test.txt list; trainval.txt where there is no train.txt. */
async function partLists(folder: string): Promise<Partial<Record<PartName, readonly string[]>>> {
  const read = async (name: string) => {
    const text = await listIn(path.join(folder, `${name}.txt`));
    const names = text?.split("\n").flatMap((line) => line.trim().split(/\s+/)[0] || []);
    return names?.length ? names : undefined;
  };
  const [train, val, test] = [(await read("train")) ?? (await read("trainval")), await read("val"), await read("test")];
  const trainedOn = new Set(train);
  const isApart = val?.every((name) => !trainedOn.has(name)) === true;
  return { ...(train && { train }), ...(val && isApart && { val }), ...(test && { test }) };
}

/** A line names an image. */
const mostListBytes = 256 * 2 ** 20;

/** A list's text; undefined where there is none. */
async function listIn(file: string): Promise<string | undefined> {
  if (!(await isFile(file))) return undefined;
  const bytes = await readWhole(file, { mostBytes: mostListBytes }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${file}: expected names of images, line by line, got none: ${reason}. Mend the file.`);
  });
  return bytes.toString();
}

function listed(lists: Partial<Record<PartName, readonly string[]>>, all: readonly string[], base: string): VocFiles {
  const byName = new Map(all.map((file) => [path.parse(file).name, file]));
  const missing: string[] = [];
  const parts: Partial<Record<PartName, readonly string[]>> = {};
  for (const part of ["train", "val", "test"] as const) {
    const names = lists[part];
    if (!names) continue;
    const found = names.flatMap((name) => byName.get(name) ?? []);
    const gone = names.filter((name) => !byName.has(name));
    // The published VOC2012 has a list of test images without annotations.
    if (found.length === 0) missing.push(part);
    else if (gone.length > 0)
      throw new DataError(
        `${path.join(base, "ImageSets", "Main", `${part}.txt`)}: expected an XML file for each of its ${names.length} names, got none for ${gone.length}, ${gone[0]} first. Add them, or take them out of the list.`,
      );
    else parts[part] = found;
  }
  return { parts, missing };
}

async function xmlBelow(folder: string): Promise<string[]> {
  const { files, folders } = await listFolder(folder);
  const found = files.filter((name) => name.toLowerCase().endsWith(".xml")).map((name) => path.join(folder, name));
  for (const name of folders) found.push(...(await xmlBelow(path.join(folder, name))));
  return found;
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
}

/** Finds images by the names that XML files give them, or by their own. */
export class VocImages {
  readonly #byName = new Map<string, string[]>();
  readonly #byStem = new Map<string, string[]>();

  /** Lists the images below these folders. */
  static async below(folders: readonly string[]): Promise<VocImages> {
    const images = new VocImages();
    for (const folder of new Set(folders)) for (const file of await findImages(folder)) images.#add(file);
    return images;
  }

  #add(file: string): void {
    const { base, name } = path.parse(file);
    for (const [key, map] of [
      [base, this.#byName],
      [name, this.#byStem],
    ] as const) {
      const known = map.get(key) ?? [];
      if (!known.includes(file)) map.set(key, [...known, file]);
    }
  }

  /** How many images there are. */
  get count(): number {
    return [...this.#byStem.values()].reduce((sum, files) => sum + files.length, 0);
  }

  /**
   * The image of an XML file: the one that it names, else the one of its own name; of several the one that is nearest
   * in the tree of folders, by the longest common beginning of their paths.
   */
  of(xml: string, filename: string | undefined): string | undefined {
    const named = filename === undefined ? [] : (this.#byName.get(filename.split(/[\\/]/).at(-1) ?? "") ?? []);
    const candidates = named.length > 0 ? named : (this.#byStem.get(path.parse(xml).name) ?? []);
    return candidates.reduce<string | undefined>(
      (best, file) => (best === undefined || shared(file, xml) > shared(best, xml) ? file : best),
      undefined,
    );
  }
}

/** How many letters two paths begin with in common. */
function shared(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
