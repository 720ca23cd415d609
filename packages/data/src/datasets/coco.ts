/** COCO, and data sets in its format: every category of an image, from the instances JSON. */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { DatasetSplits, MultiLabelDataset } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import { jsonElements } from "../files/json-elements.ts";
import { listFolder, type MultiLabelFile, multiLabelFiles } from "./image-files.ts";
import { findFirst, requireEveryClass, requireImages } from "./label-files.ts";

const credit = "COCO; Lin et al., Microsoft COCO: common objects in context, 2014; annotations CC BY 4.0";

/** What a user does who has no copy. */
export const cocoInstructions = [
  "COCO is 20 GB and is not fetched for you. Get from https://cocodataset.org/#download and unpack into one folder:",
  "  PATH/annotations/instances_train2017.json, instances_val2017.json (annotations_trainval2017.zip)",
  "  PATH/train2017/*.jpg (train2017.zip), PATH/val2017/*.jpg (val2017.zip); 2014 instead of 2017 will do as well",
  "Licence: annotations CC BY 4.0; the images belong to their owners and are under Flickr's terms of use.",
  "Then say coco:PATH.",
].join("\n");

export interface CocoOptions {
  readonly signal?: AbortSignal | undefined;
}

/** One instances file. */
export interface CocoInstances {
  /** By ascending id; class index `k` is `categories[k]`. */
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  /** In the order of the file; images without an annotation have no labels. */
  readonly images: readonly { readonly file: string; readonly labels: readonly number[] }[];
}

/**
 * Opens `location`/annotations/instances_{train,val,test}*.json, with the images in the folder that the file is named
 * for.
 *
 * An image has every category with an annotation on it, crowds included; images without annotations stay, with no class
 * (the ASL authors' scores leave them out: about 1 % of COCO).
 * @throws DataError when a file is missing (with what to put where), damaged, contradicts itself, or disagrees with the
 * images.
 */
export async function openCoco(location: string, { signal }: CocoOptions = {}): Promise<DatasetSplits> {
  const isFolder = await stat(path.join(location, "annotations")).catch(() => undefined);
  const files = isFolder ? (await listFolder(path.join(location, "annotations"))).files : [];
  const fileOf = (part: string) => {
    const found = files.filter((name) => new RegExp(`^instances_${part}\\w*\\.json$`).test(name));
    if (found.length > 1)
      throw new DataError(
        `${location}: expected one instances_${part}….json, got ${found.join(", ")}. Move the others.`,
      );
    return found[0] && path.join(location, "annotations", found[0]);
  };
  const trainFile = fileOf("train");
  if (!trainFile)
    throw new DataError(`${location}: expected annotations/instances_train2017.json, got none.\n${cocoInstructions}`);
  const train = await openPart(location, trainFile, undefined, signal);
  const classNames = train.classNames;
  requireEveryClass(
    trainFile,
    classNames,
    Array.from({ length: train.length }, (_, index) => train.labels(index)).flat(),
  );
  const other = async (part: "val" | "test") => {
    const file = fileOf(part);
    return file === undefined ? {} : { [part]: await openPart(location, file, classNames, signal) };
  };
  return { train, ...(await other("val")), ...(await other("test")) };
}

async function openPart(
  location: string,
  file: string,
  expected: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<MultiLabelDataset> {
  const { categories, images } = await readCocoInstances(file, signal);
  const classNames = categories.map(({ name }) => name);
  if (expected && String(expected) !== String(classNames)) {
    const odd =
      classNames.find((name) => !expected.includes(name)) ?? expected.find((name) => !classNames.includes(name));
    throw new DataError(
      `${file}: expected the ${expected.length} categories of the training file, got ${classNames.length}${odd === undefined ? " in another order" : `, and ${odd} is not in both`}. Take files of one release.`,
    );
  }
  const part = path.basename(file, ".json").replace(/^instances_/, "");
  const folder = await findFirst(location, [part, path.join("images", part), "images"]);
  if (!folder) throw new DataError(`${location}: expected the images of ${file} in ${part} or images, got neither.`);
  await requireImages(
    file,
    folder,
    images.map((image) => image.file),
  );
  const entries = images.map(
    (image): MultiLabelFile => ({ path: path.join(folder, image.file), labels: image.labels }),
  );
  return { ...multiLabelFiles(`COCO ${part}`, classNames, entries), credit };
}

/**
 * Reads an instances file piece by piece: its 450 MB are never in memory at once.
 * @throws DataError that names the file and the annotation, image or category that is wrong.
 */
export async function readCocoInstances(file: string, signal?: AbortSignal): Promise<CocoInstances> {
  const categories = new Map<number, string>();
  const images = new Map<number, { readonly file: string; readonly categories: Set<number> }>();
  const annotations: { image: number; category: number; number: number }[] = [];
  const keys = new Set(["images", "annotations", "categories"]);
  for await (const elements of jsonElements(file, keys, signal)) {
    for (const { key, value, number } of elements) {
      const place = `${key}[${number}]`;
      if (key === "categories") {
        const name = text(value, "name", file, place);
        const number = id(value, "id", file, place);
        if ((categories.get(number) ?? name) !== name) throw repeated(file, place, number);
        categories.set(number, name);
      } else if (key === "images") {
        const name = safeName(text(value, "file_name", file, place), file, place);
        const number = id(value, "id", file, place);
        if (images.has(number)) throw repeated(file, place, number);
        images.set(number, { file: name, categories: new Set() });
      } else {
        const image = id(value, "image_id", file, place);
        annotations.push({ image, category: id(value, "category_id", file, place), number });
      }
    }
  }
  for (const [key, count] of [
    ["categories", categories.size],
    ["images", images.size],
  ] as const) {
    if (count === 0) throw new DataError(`${file}: expected COCO's ${key}, got none. Is it an instances file?`);
  }
  for (const { image, category, number } of annotations) {
    const found = images.get(image);
    const wrong = found ? (categories.has(category) ? undefined : ["category", category]) : ["image", image];
    if (!found || wrong)
      throw new DataError(
        `${file}: expected ${wrong?.[0] === "image" ? "an image" : "a category"} that the file lists, got ${wrong?.[0]}_id ${wrong?.[1]} in annotations[${number}]. Fetch the file again or mend it.`,
      );
    found.categories.add(category);
  }
  return arrange(categories, images, file);
}

function arrange(
  categories: ReadonlyMap<number, string>,
  images: ReadonlyMap<number, { readonly file: string; readonly categories: ReadonlySet<number> }>,
  file: string,
): CocoInstances {
  const sorted = [...categories].map(([id, name]) => ({ id, name })).sort((a, b) => a.id - b.id);
  const twice = sorted.find(({ name }, index) => sorted.findIndex((other) => other.name === name) < index);
  if (twice)
    throw new DataError(`${file}: expected categories of different names, got ${twice.name} twice. Rename one.`);
  const indices = new Map(sorted.map(({ id }, index) => [id, index]));
  const labels = (ids: ReadonlySet<number>) => [...ids].map((id) => indices.get(id) ?? -1).sort((a, b) => a - b);
  return {
    categories: sorted,
    images: [...images.values()].map((image) => ({ file: image.file, labels: labels(image.categories) })),
  };
}

function repeated(file: string, place: string, number: number): DataError {
  return new DataError(
    `${file}: expected every id once, got ${number} again in ${place}. Were two files put together? Number one of them anew.`,
  );
}

function id(value: unknown, key: string, file: string, place: string): number {
  const found = property(value, key);
  if (typeof found === "number" && Number.isSafeInteger(found)) return found;
  throw new DataError(
    `${file}: expected a whole number in ${place}.${key}, got ${JSON.stringify(found)}. Mend the file.`,
  );
}

function text(value: unknown, key: string, file: string, place: string): string {
  const found = property(value, key);
  if (typeof found === "string" && found !== "") return found;
  throw new DataError(`${file}: expected text in ${place}.${key}, got ${JSON.stringify(found)}. Mend the file.`);
}

/** A label file must not lead out of the folder of its images. */
function safeName(name: string, file: string, place: string): string {
  const normal = path.posix.normalize(name.replaceAll("\\", "/"));
  if (!path.posix.isAbsolute(normal) && !normal.startsWith("../") && !/^[A-Za-z]:/.test(normal)) return normal;
  throw new DataError(
    `${file}: expected an image inside its folder in ${place}.file_name, got ${name}. Mend the file.`,
  );
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
