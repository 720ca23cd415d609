/** COCO, and data sets in its format: every category of an image, from the instances JSON. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { areSameNames, canonicalName, placesOf } from "../../dataset/class-names.ts";
import type { DatasetSplits, MultiLabelDataset } from "../../dataset/dataset.ts";
import type { BoxDataset } from "../../dataset/objects/box-dataset.ts";
import { boxImages, labelsOf } from "../../dataset/objects/box-images.ts";
import { DataError } from "../../errors.ts";
import { isFile } from "../../is-file.ts";
import { shownName } from "../../shown-text.ts";
import type { OpenDatasetOptions } from "../dataset-row.ts";
import { type MultiLabelFile, multiLabelFiles } from "../image-files.ts";
import { requireEveryClass, requireImages, tellEmptyClasses } from "../label-files.ts";
import { type CocoFile, findCocoFiles } from "./coco-files.ts";
import { type CocoInstances, readCocoInstances } from "./coco-instances.ts";

const credit = "COCO; Lin et al., Microsoft COCO: common objects in context, 2014; annotations CC BY 4.0";

type Options = Pick<OpenDatasetOptions, "signal" | "imageRoot" | "isKept" | "boxes" | "onNotice">;

/** The parts of a data set, or all of it where there is one file of annotations. */
export type CocoDataset<Parts = DatasetSplits> = { readonly parts: Parts } | { readonly whole: MultiLabelDataset };

/**
 * Opens `location`/annotations/instances_{train,val,test}*.json, with the images in the folder that the file is named
 * for, or what label tools write; see `findCocoFiles`.
 *
 * An image has every category with an annotation on it, crowds included; images without annotations stay, with no class
 * (the ASL authors' scores leave them out: about 1 % of COCO).
 * @throws DataError when a file is missing (with what to put where), damaged, contradicts itself, or disagrees with the
 * images.
 */
export async function openCoco(location: string, options: Options = {}): Promise<CocoDataset> {
  const files = await findCocoFiles(location);
  if ("parts" in files && !files.parts.train) {
    const [other] = Object.values(files.parts);
    throw new DataError(
      `${location}: expected annotations/instances_train2017.json or another file for the training images, got only ${other?.annotations}. Add it.`,
    );
  }
  const found = await openFiles(location, options);
  const train = "whole" in found ? found.whole : found.parts.train;
  if (!train) throw new DataError(`${location}: expected images to train on, got none.`);
  const file = "whole" in files ? files.whole : files.parts.train;
  const where = file?.annotations ?? location;
  if (options.boxes) tellEmptyClasses(where, train, options);
  else requireEveryClass(where, train.classNames, classesOf(train), options);
  return "whole" in found ? found : { parts: { ...found.parts, train } };
}

/** Opens what is there to evaluate on: as `openCoco`, but there may be no training images, or none of a class. */
export function openCocoToEvaluate(
  location: string,
  options: Options = {},
): Promise<CocoDataset<Partial<DatasetSplits>>> {
  return openFiles(location, options);
}

async function openFiles(
  location: string,
  options: Options,
): Promise<CocoDataset<Readonly<Partial<Record<keyof DatasetSplits, MultiLabelDataset>>>>> {
  const files = await findCocoFiles(location);
  if ("whole" in files) return { whole: await openPart(location, files.whole, undefined, options) };
  const { train, val, test } = files.parts;
  let first: MultiLabelDataset | undefined;
  const open = async (file: CocoFile | undefined) => {
    const part = file && (await openPart(location, file, first?.classNames, options));
    first ??= part;
    return part;
  };
  const opened = { train: await open(train), val: await open(val), test: await open(test) };
  return {
    parts: {
      ...(opened.train && { train: opened.train }),
      ...(opened.val && { val: opened.val }),
      ...(opened.test && { test: opened.test }),
    },
  };
}

async function openPart(
  location: string,
  file: CocoFile,
  expected: readonly string[] | undefined,
  { signal, imageRoot }: Options,
): Promise<MultiLabelDataset> {
  const { annotations, name } = file;
  const instances = await readCocoInstances(annotations, signal);
  const classNames = instances.categories.map((category) => category.name);
  if (expected && !areSameNames(expected, classNames)) throw otherClasses(annotations, expected, classNames);
  const folder = await folderOf(location, file, instances, imageRoot);
  const paths = await requireImages(
    annotations,
    folder,
    instances.images.map((image) => image.file),
  );
  const named = {
    name: `COCO ${name}`,
    classNames: expected ?? classNames,
    ...(isOfCoco(annotations) ? { credit } : {}),
  };
  const pathOf = (index: number) => paths[index] ?? path.join(folder, instances.images[index]?.file ?? "");
  if (instances.hasBoxes) return withBoxes(named, instances, annotations, pathOf);
  const entries = instances.images.map(
    (_, index): MultiLabelFile => ({ path: pathOf(index), labels: labelsOf(instances.objects.ofImage(index)) }),
  );
  return { ...multiLabelFiles(named.name, named.classNames, entries), ...named };
}

/** The images with the boxes of their objects; whether the boxes are sound is looked at where they are needed. */
function withBoxes(
  named: Pick<MultiLabelDataset, "name" | "classNames" | "credit">,
  { images, objects, categories }: CocoInstances,
  annotations: string,
  pathOf: (index: number) => string,
): BoxDataset {
  return boxImages({
    ...named,
    images: images.map(({ id, size }, index) => {
      const file = pathOf(index);
      return { source: { kind: "file", path: file }, id: file, imageId: id, size };
    }),
    categoryIds: categories.map(({ id }) => id),
    table: objects,
    placeOf: (_, entry) => `${annotations}, annotations[${entry}]`,
  });
}

/** Whether a file of annotations is called as COCO's own are: other data in its format is not owed to COCO. */
function isOfCoco(annotations: string): boolean {
  return /^instances_(train|val)20(14|17)\.json$/.test(path.basename(annotations));
}

/** The folder that has one of the first images; where none has, the first that is there. */
async function folderOf(
  location: string,
  { annotations, folders, name }: CocoFile,
  { images }: CocoInstances,
  imageRoot: string | undefined,
): Promise<string> {
  const roots = imageRoot === undefined ? folders : [imageRoot, path.join(imageRoot, name)];
  for (const { file } of images.slice(0, 10)) {
    for (const folder of roots) if (await isFile(path.join(folder, file))) return folder;
  }
  for (const folder of roots) {
    if (folder !== location && (await stat(folder).catch(() => undefined))?.isDirectory()) return folder;
  }
  throw new DataError(
    `${location}: expected the images of ${annotations} in ${name} or images, got neither. Looked in ${roots.join(", ")}. Say where they are: --image-root FOLDER.`,
  );
}

function otherClasses(file: string, expected: readonly string[], classNames: readonly string[]): DataError {
  const [known, found] = [placesOf(expected), placesOf(classNames)];
  const odd =
    classNames.find((name) => !known.has(canonicalName(name))) ??
    expected.find((name) => !found.has(canonicalName(name)));
  return new DataError(
    `${file}: expected the ${expected.length} categories of the training file, got ${classNames.length}${odd === undefined ? " in another order" : `, and ${shownName(odd)} is not in both`}. Take files of one release.`,
  );
}

function* classesOf(data: MultiLabelDataset): Generator<number> {
  for (let index = 0; index < data.length; index++) yield* data.labels(index);
}
