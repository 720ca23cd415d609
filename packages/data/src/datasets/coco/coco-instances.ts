/** One file of annotations in COCO's format. */
import { canonicalName } from "../../dataset/class-names.ts";
import type { PixelSize } from "../../dataset/objects/box-dataset.ts";
import { type BoxTable, BoxTableBuilder } from "../../dataset/objects/box-table.ts";
import { DataError } from "../../errors.ts";
import { jsonElements } from "../../files/json-elements.ts";
import { shownText } from "../../shown-text.ts";
import { cocoBox, cocoNumber, cocoSize } from "./coco-boxes.ts";
import { type CocoId, cocoAbove, cocoFileName, cocoId, cocoText } from "./coco-values.ts";
import { IdNumbers } from "./id-numbers.ts";

/** One image of an instances file. */
export interface CocoImage {
  /** The first id that it is listed under. */
  readonly id: CocoId;
  /** Its file, relative to the folder of the images. */
  readonly file: string;
  /** Its size as the file states it. */
  readonly size: PixelSize | undefined;
}

/** One instances file. */
export interface CocoInstances {
  /** By ascending id; class index `k` is `categories[k]`. */
  readonly categories: readonly { readonly id: CocoId; readonly name: string }[];
  /** In the order of the file. */
  readonly images: readonly CocoImage[];
  /** The objects of the images; the entry of each is its place in `annotations`. */
  readonly objects: BoxTable;
  /** Whether any annotation has a box. */
  readonly hasBoxes: boolean;
}

/**
 * Reads an instances file piece by piece: its 450 MB are never in memory at once, and an annotation takes some 50
 * bytes.
 * @throws DataError that names the file and the annotation, image or category that is wrong.
 */
export async function readCocoInstances(file: string, signal?: AbortSignal): Promise<CocoInstances> {
  const reading = new Reading(file);
  const keys = new Set(["images", "annotations", "categories"]);
  for await (const elements of jsonElements(file, keys, signal)) {
    for (const { key, value, number } of elements) {
      if (key === "categories") reading.category(value, number);
      else if (key === "images") reading.image(value, number);
      else reading.annotation(value, number);
    }
  }
  return reading.finish();
}

/** A category, and the name of the one above it. */
interface Category {
  readonly id: CocoId;
  readonly name: string;
  readonly above: string | undefined;
}

/** A file that is being read: its arrays come in any order. */
class Reading {
  readonly #file: string;
  readonly #categories = new Map<CocoId, Category>();
  readonly #images: CocoImage[] = [];
  /** The place in `images` of each file's name, and of each id. */
  readonly #places = new Map<string, number>();
  readonly #listed = new Map<CocoId, number>();
  readonly #imageIds = new IdNumbers();
  readonly #categoryIds = new IdNumbers();
  readonly #table = new BoxTableBuilder();
  #hasBoxes = false;

  constructor(file: string) {
    this.#file = file;
  }

  category(value: unknown, number: number): void {
    const place = `categories[${number}]`;
    const name = cocoText(value, "name", this.#file, place);
    const id = cocoId(value, "id", this.#file, place);
    if ((this.#categories.get(id)?.name ?? name) !== name) throw repeated(this.#file, place, id);
    this.#categories.set(id, { id, name, above: cocoAbove(value) });
  }

  image(value: unknown, number: number): void {
    const place = `images[${number}]`;
    const name = cocoFileName(value, this.#file, place);
    const id = cocoId(value, "id", this.#file, place);
    if (this.#listed.has(id)) throw repeated(this.#file, place, id);
    // One that is listed twice has the annotations of both.
    const index = this.#places.get(name) ?? this.#images.push({ id, file: name, size: cocoSize(value) }) - 1;
    this.#places.set(name, index);
    this.#listed.set(id, index);
  }

  annotation(value: unknown, entry: number): void {
    const place = `annotations[${entry}]`;
    const image = this.#imageIds.of(cocoId(value, "image_id", this.#file, place));
    const label = this.#categoryIds.of(cocoId(value, "category_id", this.#file, place));
    const box = cocoBox(value);
    this.#hasBoxes ||= box !== undefined;
    this.#table.add({
      image,
      label,
      box: box ?? noBox,
      isCrowd: cocoNumber(value, "iscrowd") === 1,
      area: cocoNumber(value, "area"),
      id: idOf(value),
      entry,
    });
  }

  finish(): CocoInstances {
    const counts = {
      categories: this.#categories.size,
      images: this.#images.length,
      annotations: this.#table.length,
    };
    for (const [key, count] of Object.entries(counts)) {
      if (count === 0) throw new DataError(`${this.#file}: expected COCO's ${key}, got none. Is it an instances file?`);
    }
    const imageOf = this.#imageIds.ids.map((id) => this.#listed.get(id) ?? -1);
    const unknown = new Set([
      ...this.#imageIds.ids.filter((_, number) => imageOf[number] === -1),
      ...this.#categoryIds.ids.filter((id) => !this.#categories.has(id)),
    ]);
    if (unknown.size > 0) throw this.#unlisted(imageOf);
    const sorted = [...this.#categories.values()].sort(byId);
    const categories = withoutRoot(sorted, new Set(this.#categoryIds.ids));
    requireDifferentNames(categories, this.#file);
    const indices = new Map(categories.map(({ id }, index) => [id, index]));
    const labelOf = this.#categoryIds.ids.map((id) => indices.get(id) ?? -1);
    const objects = this.#table.finish(this.#images.length, imageOf, labelOf);
    return { categories, images: this.#images, objects, hasBoxes: this.#hasBoxes };
  }

  /** The first annotation of an image or a category that is not listed. */
  #unlisted(imageOf: readonly number[]): DataError {
    const { images, labels, entries } = this.#table.rows();
    for (let row = 0; row < this.#table.length; row++) {
      const [image = 0, label = 0] = [images[row], labels[row]];
      const category = this.#categoryIds.ids[label] ?? "";
      const isImage = imageOf[image] === -1;
      if (!isImage && this.#categories.has(category)) continue;
      const [what, kind, id] = isImage
        ? ["an image", "image", this.#imageIds.ids[image]]
        : ["a category", "category", category];
      return new DataError(
        `${this.#file}: expected ${what} that the file lists, got ${kind}_id ${id} in annotations[${entries[row]}]. Fetch the file again or mend it.`,
      );
    }
    return new DataError(`${this.#file}: expected annotations of images that the file lists. Mend the file.`);
  }
}

const noBox = [Number.NaN, Number.NaN, Number.NaN, Number.NaN] as const;

/** An annotation's id; some tools write none. */
function idOf(value: unknown): CocoId | undefined {
  const id = typeof value === "object" && value !== null ? Reflect.get(value, "id") : undefined;
  return typeof id === "number" || typeof id === "string" ? id : undefined;
}

function requireDifferentNames(categories: readonly Category[], file: string): void {
  const seen = new Set<string>();
  for (const { name } of categories) {
    const canonical = canonicalName(name);
    if (seen.has(canonical))
      throw new DataError(`${file}: expected categories of different names, got ${shownText(name)} twice. Rename one.`);
    seen.add(canonical);
  }
}

/** Roboflow's root, which no image has, may be called as a class below it: "cats" above "cats" and "dogs". */
function withoutRoot(categories: readonly Category[], used: ReadonlySet<CocoId>): readonly Category[] {
  const namedAsAbove = new Set(categories.flatMap(({ name, above }) => (above === name ? name : [])));
  if (namedAsAbove.size === 0) return categories;
  return categories.filter(({ id, name, above }) => above !== "none" || !namedAsAbove.has(name) || used.has(id));
}

/** Numbers by value, texts after them. */
function byId({ id: a }: { readonly id: CocoId }, { id: b }: { readonly id: CocoId }): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === typeof b) return a < b ? -1 : 1;
  return typeof a === "number" ? -1 : 1;
}

function repeated(file: string, place: string, number: CocoId): DataError {
  return new DataError(
    `${file}: expected every id once, got ${number} again in ${place}. Were two files put together? Number one of them anew.`,
  );
}
