/** What a folder of classes is for trainings and evaluations alike. */
import path from "node:path";
import { canonicalName, placesOf } from "../../dataset/class-names.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import { DataError } from "../../errors.ts";
import type { OpenDatasetOptions } from "../dataset-row.ts";
import { findImages, imageFiles, isImageName, type LabelledFile, listFolder } from "../image-files.ts";
import { passedOverNotice } from "../passed-over.ts";
import type { ClassFolder, Reading } from "./class-folders.ts";

/** Tells at the end what was passed over on the way. */
export async function reading<Result>(
  folder: string,
  { onNotice }: Pick<OpenDatasetOptions, "onNotice">,
  read: (notes: Reading) => Promise<Result>,
): Promise<Result> {
  const notes: Reading = { passed: new Map(), onNotice };
  const result = await read(notes);
  const message = passedOverNotice(folder, notes.passed);
  if (message !== undefined) onNotice?.({ level: "info", message });
  return result;
}

/** Archives are often unpacked into a folder of their own name: train/train/CLASS. */
export async function unwrapped(folder: string): Promise<string> {
  const { folders, files } = await listFolder(folder);
  const [only] = folders;
  if (only === undefined || folders.length > 1 || files.some(isImageName)) return folder;
  const inside = await listFolder(path.join(folder, only));
  return inside.folders.length > 1 ? path.join(folder, only) : folder;
}

/** The dataset of some classes' images, labelled by `classNames`. */
export function ofClasses(
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

/** Kaggle's test images have no labels: there is nothing to score by, and the training can do without. */
export async function isWithoutLabels(folder: string, { onNotice }: Reading): Promise<boolean> {
  const { folders, files } = await listFolder(folder);
  const images = files.filter(isImageName).length;
  if (folders.length > 0 || images === 0) return false;
  onNotice?.({
    level: "warning",
    message: `${folder}: ${imageCount(images)} without folders of classes ${images === 1 ? "has no label to score by, and is" : "have no labels to score by, and are"} not used; "tresnet predict ${folder}" answers them.`,
  });
  return true;
}

function imageCount(images: number): string {
  return `${images.toLocaleString("en-US")} ${images === 1 ? "image" : "images"}`;
}

/** What is there instead of classes. */
export async function withoutClasses(folder: string): Promise<DataError> {
  const images = (await findImages(folder)).length;
  const found =
    images === 0
      ? "no image"
      : `${imageCount(images)} and no such folder: ${images === 1 ? "it has" : "they have"} no labels`;
  const advice =
    images === 0
      ? "Add images."
      : `Sort them into folders; where they are of one class, name the folder above; where a CSV file has their classes, name that: csv:FILE. For answers without labels: "tresnet predict ${folder}".`;
  return new DataError(`${folder}: expected a folder for each class with its images inside, got ${found}. ${advice}`);
}
