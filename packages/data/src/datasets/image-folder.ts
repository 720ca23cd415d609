/** Images sorted into one folder per class. */
import path from "node:path";
import type { Dataset, DatasetSplits } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import { decodedFormats } from "../file-kind.ts";
import type { OpenDatasetOptions } from "./dataset-row.ts";
import { findImages, imageFiles, isImageName, type LabelledFile, listFolder } from "./image-files.ts";
import { type PassedOver, passedOverNotice, passedOverWords, passOver } from "./passed-over.ts";

const partNames = { train: ["train"], val: ["val", "valid", "validation"], test: ["test"] } as const;

/** A folder's own parts, or everything it holds where it has no parts. */
export type ImageFolder = { readonly parts: DatasetSplits } | { readonly whole: Dataset };

/**
 * Reads `folder/CLASS/…` or `folder/{train,val|valid|validation,test}/CLASS/…`; class indices follow the sorted names.
 * @throws DataError when there are fewer than two classes, a class without images, or a part with classes that training
 * lacks.
 */
export async function openImageFolder(
  folder: string,
  { onNotice }: Pick<OpenDatasetOptions, "onNotice"> = {},
): Promise<ImageFolder> {
  const passed: PassedOver = new Map();
  const found = await readFolder(folder, passed);
  const message = passedOverNotice(folder, passed);
  if (message !== undefined) onNotice?.({ level: "info", message });
  return found;
}

async function readFolder(folder: string, passed: PassedOver): Promise<ImageFolder> {
  const { folders } = await listFolder(folder, passed);
  // A class may be called "train": its folder holds images, that of a part holds classes.
  const hasParts = folders.includes("train") && (await listFolder(path.join(folder, "train"))).folders.length > 0;
  if (!hasParts) {
    refuseFlatParts(folder, folders);
    return { whole: await readClasses(folder, await classesOf(folder, passed), passed) };
  }
  const trainFolder = path.join(folder, "train");
  const classNames = await classesOf(trainFolder, passed);
  const part = async (kind: "val" | "test") => {
    const present = partNames[kind].filter((name) => folders.includes(name));
    const [name, second] = present;
    if (second) {
      throw new DataError(`${folder}: expected one of ${present.join(", ")}, got ${present.length} of them. Keep one.`);
    }
    return name === undefined ? {} : { [kind]: await readPart(path.join(folder, name), classNames, passed) };
  };
  return {
    parts: {
      train: await readClasses(trainFolder, classNames, passed),
      ...(await part("val")),
      ...(await part("test")),
    },
  };
}

/** Folders that are all called like parts would be classes else, and a training learn to tell train from test. */
function refuseFlatParts(folder: string, folders: readonly string[]): void {
  const names: readonly string[] = Object.values(partNames).flat();
  if (folders.length < 2 || !folders.every((name) => names.includes(name))) return;
  throw new DataError(
    `${folder}: expected a folder for each class inside of ${folders.join(", ")}, got images. Sort them into such folders, or, where a CSV file has their classes, name that: csv:FILE.`,
  );
}

async function classesOf(folder: string, passed: PassedOver): Promise<readonly string[]> {
  const { folders, files } = await listFolder(folder);
  const loose = files.filter(isImageName);
  for (const name of loose) passOver(passed, "images beside the classes' folders", path.join(folder, name));
  if (folders.length >= 2) return folders;
  const found = folders.length === 1 ? `only ${folders[0]}` : `none, beside ${files.length} files`;
  throw new DataError(
    `${folder}: expected at least two folders, one per class with its images inside, got ${found}. Sort the images into such folders.`,
  );
}

/** Every class must have images. */
async function readClasses(folder: string, classNames: readonly string[], passed: PassedOver): Promise<Dataset> {
  const files: LabelledFile[] = [];
  for (const [label, name] of classNames.entries()) {
    const images = await findImages(path.join(folder, name), { passed });
    if (images.length === 0) {
      throw new DataError(
        `${path.join(folder, name)}: expected images of this class (${decodedFormats}), got none${noted(passed)}. Add some or remove the folder.`,
      );
    }
    for (const image of images) files.push({ path: image, label });
  }
  return imageFiles(folder, classNames, files);
}

/** The part may lack classes, but has none of its own. */
async function readPart(folder: string, classNames: readonly string[], passed: PassedOver): Promise<Dataset> {
  const files: LabelledFile[] = [];
  for (const name of (await listFolder(folder)).folders) {
    const label = classNames.indexOf(name);
    if (label < 0) {
      throw new DataError(
        `${path.join(folder, name)}: expected a class that the training folder has too, got ${name}. Classes: ${classNames.join(", ")}.`,
      );
    }
    for (const image of await findImages(path.join(folder, name), { passed })) files.push({ path: image, label });
  }
  if (files.length === 0)
    throw new DataError(`${folder}: expected images, got none${noted(passed)}. Add some or remove the folder.`);
  return imageFiles(folder, classNames, files);
}

/** What there was in place of images. */
function noted(passed: PassedOver): string {
  return passed.size === 0 ? "" : ` (passed over: ${passedOverWords(passed)})`;
}
