/** One file of annotations in COCO's format. */
import { canonicalName } from "../../dataset/class-names.ts";
import { DataError } from "../../errors.ts";
import { jsonElements } from "../../files/json-elements.ts";
import { shownText } from "../../shown-text.ts";
import { type CocoId, cocoAbove, cocoFileName, cocoId, cocoText } from "./coco-values.ts";

/** One instances file. */
export interface CocoInstances {
  /** By ascending id; class index `k` is `categories[k]`. */
  readonly categories: readonly { readonly id: CocoId; readonly name: string }[];
  /** In the order of the file; images without an annotation have no labels. */
  readonly images: readonly { readonly file: string; readonly labels: readonly number[] }[];
}

/**
 * Reads an instances file piece by piece: its 450 MB are never in memory at once.
 * @throws DataError that names the file and the annotation, image or category that is wrong.
 */
export async function readCocoInstances(file: string, signal?: AbortSignal): Promise<CocoInstances> {
  const categories = new Map<CocoId, Category>();
  const images = new Map<CocoId, CocoImage>();
  const files = new Map<string, CocoImage>();
  const annotations: { image: CocoId; category: CocoId; number: number }[] = [];
  const keys = new Set(["images", "annotations", "categories"]);
  for await (const elements of jsonElements(file, keys, signal)) {
    for (const { key, value, number } of elements) {
      const place = `${key}[${number}]`;
      if (key === "categories") {
        const name = cocoText(value, "name", file, place);
        const number = cocoId(value, "id", file, place);
        if ((categories.get(number)?.name ?? name) !== name) throw repeated(file, place, number);
        categories.set(number, { id: number, name, above: cocoAbove(value) });
      } else if (key === "images") {
        const name = cocoFileName(value, file, place);
        const number = cocoId(value, "id", file, place);
        if (images.has(number)) throw repeated(file, place, number);
        // One that is listed twice has the categories of both.
        const image = files.get(name) ?? { file: name, categories: new Set() };
        files.set(name, image);
        images.set(number, image);
      } else {
        const image = cocoId(value, "image_id", file, place);
        annotations.push({ image, category: cocoId(value, "category_id", file, place), number });
      }
    }
  }
  for (const [key, count] of [
    ["categories", categories.size],
    ["images", images.size],
    ["annotations", annotations.length],
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
  return arrange([...categories.values()].sort(byId), [...files.values()], file);
}

/** A category, and the name of the one above it. */
interface Category {
  readonly id: CocoId;
  readonly name: string;
  readonly above: string | undefined;
}

interface CocoImage {
  readonly file: string;
  readonly categories: Set<CocoId>;
}

function arrange(categories: readonly Category[], images: readonly CocoImage[], file: string): CocoInstances {
  const kept = withoutRoot(categories, images);
  const seen = new Set<string>();
  for (const { name } of kept) {
    const canonical = canonicalName(name);
    if (seen.has(canonical))
      throw new DataError(`${file}: expected categories of different names, got ${shownText(name)} twice. Rename one.`);
    seen.add(canonical);
  }
  const indices = new Map(kept.map(({ id }, index) => [id, index]));
  const labels = (ids: ReadonlySet<CocoId>) => [...ids].map((id) => indices.get(id) ?? -1).sort((a, b) => a - b);
  return {
    categories: kept,
    images: images.map((image) => ({ file: image.file, labels: labels(image.categories) })),
  };
}

/** Roboflow's root, which no image has, may be called as a class below it: "cats" above "cats" and "dogs". */
function withoutRoot(categories: readonly Category[], images: readonly CocoImage[]): readonly Category[] {
  const namedAsAbove = new Set(categories.flatMap(({ name, above }) => (above === name ? name : [])));
  if (namedAsAbove.size === 0) return categories;
  const used = new Set(images.flatMap((image) => [...image.categories]));
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
