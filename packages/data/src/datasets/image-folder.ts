/** Images sorted into one folder per class. */
import path from "node:path";
import { canonicalName, placesOf } from "../dataset/class-names.ts";
import type { Dataset, DatasetSplits } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import { decodedFormats } from "../file-kind.ts";
import { firstNames, shownName } from "../shown-text.ts";
import type { OpenDatasetOptions } from "./dataset-row.ts";
import { type ClassFolder, type Reading, readClassFolders } from "./folder/class-folders.ts";
import { isWithoutLabels, ofClasses, reading, unwrapped, withoutClasses } from "./folder/labelled-folder.ts";
import { checkOthers, findParts, type PartFolders } from "./folder/part-folders.ts";
import { refuseAnnotations } from "./folder/refuse-annotations.ts";
import { listFolder } from "./image-files.ts";
import { tellLookAlikes } from "./look-alikes.ts";
import { type PassedOver, passedOverWords } from "./passed-over.ts";

/** A folder's own parts, or everything it holds where it has no parts. */
export type ImageFolder = { readonly parts: DatasetSplits } | { readonly whole: Dataset };

type Options = Pick<OpenDatasetOptions, "onNotice" | "isKept" | "hasNamedClasses">;

/**
 * Reads `folder/CLASS/…` or `folder/{train,val,test}/CLASS/…`, parts in any usual spelling (`namedPart`); class indices
 * follow the sorted names.
 * @throws DataError when there are fewer than two classes, a class without images, a part with classes that training
 * lacks, or folders that cannot be told to be classes; `hasNamedClasses` takes those of segmentation as classes too.
 */
export function openImageFolder(folder: string, options: Options = {}): Promise<ImageFolder> {
  return reading(folder, options, async (notes) => {
    const parts = await findParts(folder, notes);
    if (!parts) return { whole: ofClasses(folder, await trainingClasses(folder, notes, options)) };
    if (parts.train === undefined) {
      throw new DataError(
        `${folder}: expected images to train on in a folder called train, got only ${partNamesOf(parts)}. Name the folder of the training images train, or train on one of these: folder:${parts.val ?? parts.test}.`,
      );
    }
    const classes = await trainingClasses(await unwrapped(parts.train), notes, options);
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

/** At least two classes, and all of them that are kept must have images. */
async function trainingClasses(
  folder: string,
  notes: Reading,
  { isKept = () => true, hasNamedClasses = false }: Options,
): Promise<readonly ClassFolder[]> {
  if (!hasNamedClasses) await refuseAnnotations(folder);
  const classes = await readClassFolders(folder, notes);
  if (classes.length < 2) throw await tooFewClasses(folder, classes);
  const empty = classes.find(({ name, images }) => images.length === 0 && isKept(name));
  if (empty) {
    throw new DataError(
      `${path.join(folder, empty.name)}: expected images of this class (${decodedFormats}), got none${noted(notes.passed)}. Add some, or leave the folder out: --without-classes ${JSON.stringify(empty.name)}.`,
    );
  }
  tellLookAlikes(
    folder,
    classes.map(({ name }) => name),
    notes.onNotice,
  );
  return classes;
}

/** What is there instead of classes, and where they may be. */
async function tooFewClasses(folder: string, [only]: readonly ClassFolder[]): Promise<DataError> {
  const { files } = await listFolder(folder);
  const found = only === undefined ? `none, beside ${files.length} files` : `only ${shownName(only.name)}`;
  const inside = only && (await listFolder(path.join(folder, only.name)).catch(() => undefined));
  const advice =
    only && inside && inside.folders.length > 1
      ? `It holds folders itself (${firstNames(inside.folders)}): name it, folder:${path.join(folder, only.name)}.`
      : "Sort the images into such folders.";
  return new DataError(
    `${folder}: expected at least two folders, one per class with its images inside, got ${found}. ${advice}`,
  );
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

function partNamesOf({ val, test }: PartFolders): string {
  return [val, test].flatMap((one) => (one === undefined ? [] : path.basename(one))).join(" and ");
}

/** What there was in place of images. */
function noted(passed: PassedOver): string {
  return passed.size === 0 ? "" : ` (passed over: ${passedOverWords(passed)})`;
}
