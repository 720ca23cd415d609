/** Images sorted into one folder per class. */
import path from "node:path";
import { canonicalName, placesOf } from "../dataset/class-names.ts";
import type { Dataset, DatasetSplits } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import { decodedFormats } from "../file-kind.ts";
import { shownName } from "../shown-text.ts";
import type { OpenDatasetOptions } from "./dataset-row.ts";
import { type ClassFolder, type Reading, readClassFolders } from "./folder/class-folders.ts";
import { checkOthers, findParts, type PartFolders } from "./folder/part-folders.ts";
import { namedPart } from "./folder/part-names.ts";
import { findImages, imageFiles, isImageName, type LabelledFile, listFolder } from "./image-files.ts";
import { tellLookAlikes } from "./look-alikes.ts";
import { type PassedOver, passedOverNotice, passedOverWords } from "./passed-over.ts";

/** A folder's own parts, or everything it holds where it has no parts. */
export type ImageFolder = { readonly parts: DatasetSplits } | { readonly whole: Dataset };

type Options = Pick<OpenDatasetOptions, "onNotice">;

/**
 * Reads `folder/CLASS/…` or `folder/{train,val,test}/CLASS/…`, parts in any usual spelling (`namedPart`); class indices
 * follow the sorted names.
 * @throws DataError when there are fewer than two classes, a class without images, a part with classes that training
 * lacks, or folders that cannot be told to be classes.
 */
export function openImageFolder(folder: string, options: Options = {}): Promise<ImageFolder> {
  return reading(folder, options, async (notes) => {
    const parts = await findParts(folder, notes);
    if (!parts) return { whole: ofClasses(folder, await trainingClasses(folder, notes)) };
    if (parts.train === undefined) {
      throw new DataError(
        `${folder}: expected images to train on in a folder called train, got only ${partNamesOf(parts)}. Name the folder of the training images train, or train on one of these: folder:${parts.val ?? parts.test}.`,
      );
    }
    const classes = await trainingClasses(await unwrapped(parts.train), notes);
    const classNames = classes.map(({ name }) => name);
    await checkOthers(folder, parts, classNames, notes);
    const [val, test] = [
      parts.val && (await heldOut(parts.val, classNames, notes)),
      parts.test && (await isWithoutLabels(parts.test, notes))
        ? undefined
        : parts.test && (await heldOut(parts.test, classNames, notes)),
    ];
    return { parts: { train: ofClasses(parts.train, classes), ...(val && { val }), ...(test && { test }) } };
  });
}

/**
 * Reads a folder of the same forms to evaluate on: there may be one class alone, and parts without train.
 * @throws DataError when no folder has images of a class.
 */
export function openImageFolderToEvaluate(
  folder: string,
  options: Options = {},
): Promise<{ readonly parts: Partial<DatasetSplits> }> {
  return reading(folder, options, async (notes) => {
    const parts = (await findParts(folder, notes)) ?? (await onlyPart(folder)) ?? { train: folder, others: [] };
    const found = new Map<"train" | "val" | "test", readonly ClassFolder[]>();
    for (const part of ["train", "val", "test"] as const) {
      const inside = parts[part];
      const isOnly = inside !== undefined && [parts.train, parts.val, parts.test].filter(Boolean).length === 1;
      if (inside === undefined || (!isOnly && (await isWithoutLabels(inside, notes)))) continue;
      const classes = (await readClassFolders(await unwrapped(inside), notes)).filter(
        ({ images }) => images.length > 0,
      );
      if (classes.length === 0) throw await withoutClasses(inside);
      found.set(part, classes);
    }
    const names = [
      ...new Map([...found.values()].flat().map(({ name }) => [canonicalName(name), name])).values(),
    ].sort();
    const of = (part: "train" | "val" | "test") => {
      const classes = found.get(part);
      return classes && { [part]: ofClasses(parts[part] ?? folder, classes, names) };
    };
    return { parts: { ...of("train"), ...of("val"), ...of("test") } };
  });
}

/** A folder called test that is alone is no class, whether it holds classes or images. */
async function onlyPart(folder: string): Promise<PartFolders | undefined> {
  const { folders } = await listFolder(folder);
  const [only = ""] = folders;
  const named = folders.length === 1 ? namedPart(only) : undefined;
  return named?.rest === "" ? { [named.part]: path.join(folder, only), others: [] } : undefined;
}

/** Tells at the end what was passed over on the way. */
async function reading<Result>(
  folder: string,
  { onNotice }: Options,
  read: (notes: Reading) => Promise<Result>,
): Promise<Result> {
  const notes: Reading = { passed: new Map(), onNotice };
  const result = await read(notes);
  const message = passedOverNotice(folder, notes.passed);
  if (message !== undefined) onNotice?.({ level: "info", message });
  return result;
}

/** Archives are often unpacked into a folder of their own name: train/train/CLASS. */
async function unwrapped(folder: string): Promise<string> {
  const { folders, files } = await listFolder(folder);
  const [only] = folders;
  if (only === undefined || folders.length > 1 || files.some(isImageName)) return folder;
  const inside = await listFolder(path.join(folder, only));
  return inside.folders.length > 1 ? path.join(folder, only) : folder;
}

/** At least two classes, and all of them must have images. */
async function trainingClasses(folder: string, notes: Reading): Promise<readonly ClassFolder[]> {
  const classes = await readClassFolders(folder, notes);
  if (classes.length < 2) {
    const { files } = await listFolder(folder);
    const found =
      classes[0] === undefined ? `none, beside ${files.length} files` : `only ${shownName(classes[0].name)}`;
    throw new DataError(
      `${folder}: expected at least two folders, one per class with its images inside, got ${found}. Sort the images into such folders.`,
    );
  }
  const empty = classes.find(({ images }) => images.length === 0);
  if (empty) {
    throw new DataError(
      `${path.join(folder, empty.name)}: expected images of this class (${decodedFormats}), got none${noted(notes.passed)}. Add some or remove the folder.`,
    );
  }
  tellLookAlikes(
    folder,
    classes.map(({ name }) => name),
    notes.onNotice,
  );
  return classes;
}

function ofClasses(
  folder: string,
  classes: readonly ClassFolder[],
  classNames: readonly string[] = classes.map(({ name }) => name),
): Dataset {
  const files: LabelledFile[] = [];
  const places = placesOf(classNames);
  for (const { name, images } of classes) {
    const label = places.get(canonicalName(name)) ?? -1;
    for (const image of images) files.push({ path: image, label });
  }
  return { ...imageFiles(folder, classNames, files), hasSortedClasses: true };
}

/** The part may lack classes, but has none of its own. */
async function heldOut(folder: string, classNames: readonly string[], notes: Reading): Promise<Dataset> {
  const classes = await readClassFolders(await unwrapped(folder), notes);
  const known = placesOf(classNames);
  const other = classes.find(({ name }) => !known.has(canonicalName(name)));
  if (other) {
    throw new DataError(
      `${path.join(folder, other.name)}: expected a class that the training folder has too, got ${shownName(other.name)}. Classes: ${classNames.map(shownName).join(", ")}.`,
    );
  }
  const data = ofClasses(folder, classes, classNames);
  if (data.length > 0) return data;
  if (classes.length === 0) throw await withoutClasses(folder);
  throw new DataError(`${folder}: expected images, got none${noted(notes.passed)}. Add some or remove the folder.`);
}

/** Kaggle's test images have no labels: there is nothing to score by, and the training can do without. */
async function isWithoutLabels(folder: string, { onNotice }: Reading): Promise<boolean> {
  const { folders, files } = await listFolder(folder);
  const images = files.filter(isImageName).length;
  if (folders.length > 0 || images === 0) return false;
  onNotice?.({
    level: "warning",
    message: `${folder}: ${images.toLocaleString("en-US")} images without folders of classes have no labels to score by, and are not used; "tresnet predict ${folder}" answers them.`,
  });
  return true;
}

/** What is there instead of classes. */
async function withoutClasses(folder: string): Promise<DataError> {
  const images = (await findImages(folder)).length;
  const found =
    images === 0 ? "no image" : `${images.toLocaleString("en-US")} images and no such folder: they have no labels`;
  const advice =
    images === 0
      ? "Add images."
      : `Sort them into folders; where they are of one class, name the folder above; where a CSV file has their classes, name that: csv:FILE. For answers without labels: "tresnet predict ${folder}".`;
  return new DataError(`${folder}: expected a folder for each class with its images inside, got ${found}. ${advice}`);
}

function partNamesOf({ val, test }: PartFolders): string {
  return [val, test].flatMap((one) => (one === undefined ? [] : path.basename(one))).join(" and ");
}

/** What there was in place of images. */
function noted(passed: PassedOver): string {
  return passed.size === 0 ? "" : ` (passed over: ${passedOverWords(passed)})`;
}
