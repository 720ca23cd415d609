/** Stanford Cars: 196 makes and models, by the layout and the MATLAB files of its devkit. */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { Dataset, DatasetSplits } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import { readMatFile } from "../files/matlab/read-mat-file.ts";
import type { OpenDatasetOptions } from "./dataset-row.ts";
import { imageFiles } from "./image-files.ts";
import { findFirst, requireEveryClass, requireImages, wholeNumbers } from "./label-files.ts";

const credit =
  "Stanford Cars; Krause et al., 3D object representations for fine-grained categorization, 2013; for research only";

/** What a user does who has no copy. */
export const carsInstructions = [
  "Stanford Cars cannot be fetched: its authors' page no longer offers it. Get these files from a copy you may use, for research only:",
  "  PATH/cars_train/00001.jpg … 08144.jpg",
  "  PATH/cars_test/00001.jpg … 08041.jpg",
  "  PATH/devkit/cars_meta.mat, cars_train_annos.mat",
  "  PATH/cars_test_annos_withlabels.mat (without it there is no test part)",
  "About the data: https://ai.stanford.edu/~jkrause/cars/car_dataset.html",
  "Then say stanford-cars:PATH.",
].join("\n");

/** One line of an annotation file. */
export interface CarAnnotation {
  /** The name of the image. */
  readonly image: string;
  /** Class index from 0; -1 in the devkit's own file of test images, which keeps it secret. */
  readonly label: number;
}

/**
 * Opens the data set, train and test as published; `location` is its folder.
 * @throws DataError when a file is missing (with what to put where), damaged, or disagrees with the images.
 */
export async function openStanfordCars(
  location: string,
  options: Pick<OpenDatasetOptions, "isKept"> = {},
): Promise<DatasetSplits> {
  const folder = (await stat(path.join(location, "stanford_cars")).catch(() => undefined))
    ? path.join(location, "stanford_cars")
    : location;
  const meta = await find(folder, "cars_meta.mat");
  const trainLabels = await find(folder, "cars_train_annos.mat");
  if (!meta || !trainLabels) {
    throw new DataError(
      `${location}: expected Stanford Cars, got no ${meta ? "cars_train_annos.mat" : "cars_meta.mat"} there or in devkit.\n${carsInstructions}`,
    );
  }
  const classNames = await readCarNames(meta);
  const train = await openPart(folder, "train", classNames, trainLabels);
  const labels = Array.from({ length: train.length }, (_, index) => train.label(index));
  requireEveryClass(trainLabels, classNames, labels, options);
  const testLabels = await find(folder, "cars_test_annos_withlabels.mat");
  return testLabels ? { train, test: await openPart(folder, "test", classNames, testLabels) } : { train };
}

/** The 196 names, such as "Acura RL Sedan 2012". */
export async function readCarNames(file: string): Promise<readonly string[]> {
  const value = (await readMatFile(file)).get("class_names");
  const cells = value?.kind === "cells" ? value.cells : [];
  const names = cells.flatMap((cell) => (cell.kind === "text" ? cell.text.trim() : []));
  if (names.length === 0 || names.length !== cells.length)
    throw new DataError(
      `${file}: expected a list of class names in class_names, got none. Is it another data set's file?`,
    );
  return names;
}

/** The annotations of one part, in the order of the file. */
export async function readCarAnnotations(file: string, classes: number): Promise<readonly CarAnnotation[]> {
  const value = (await readMatFile(file)).get("annotations");
  if (value?.kind !== "structs" || value.records.length === 0)
    throw new DataError(`${file}: expected structs in annotations, got none. Is it another data set's file?`);
  return value.records.map((record, number) => {
    const place = `annotations(${number + 1})`;
    const image = record.get("fname");
    if (image?.kind !== "text" || !/^[\w-]+\.jpg$/.test(image.text))
      throw new DataError(
        `${file}: expected an image's name in ${place}.fname, got ${image?.kind === "text" ? `"${image.text}"` : (image?.kind ?? "nothing")}. Fetch the file again.`,
      );
    if (!record.has("class")) return { image: image.text, label: -1 };
    const [label] = wholeNumbers(record.get("class"), classes, file, `${place}.class`);
    if (label === undefined)
      throw new DataError(`${file}: expected one number in ${place}.class, got none. Fetch the file again.`);
    return { image: image.text, label: label - 1 };
  });
}

async function openPart(
  folder: string,
  part: "train" | "test",
  classNames: readonly string[],
  file: string,
): Promise<Dataset> {
  const annotations = await readCarAnnotations(file, classNames.length);
  const unlabelled = annotations.find(({ label }) => label < 0);
  if (unlabelled)
    throw new DataError(`${file}: expected a class for ${unlabelled.image}, got none. It is the file for the contest.`);
  const images = path.join(folder, `cars_${part}`);
  await requireImages(
    file,
    images,
    annotations.map(({ image }) => image),
  );
  const files = annotations.map(({ image, label }) => ({ path: path.join(images, image), label }));
  return { ...imageFiles(`Stanford Cars ${part}`, classNames, files), credit };
}

function find(folder: string, name: string): Promise<string | undefined> {
  return findFirst(folder, [name, path.join("devkit", name)]);
}
