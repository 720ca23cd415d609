/** One file of annotations in COCO's format. */
import path from "node:path";
import { canonicalName } from "../../dataset/class-names.ts";
import { DataError } from "../../errors.ts";
import { jsonElements } from "../../files/json-elements.ts";
import { shownText } from "../../shown-text.ts";

/** One instances file. */
export interface CocoInstances {
  /** By ascending id; class index `k` is `categories[k]`. */
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  /** In the order of the file; images without an annotation have no labels. */
  readonly images: readonly { readonly file: string; readonly labels: readonly number[] }[];
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
  const seen = new Set<string>();
  for (const { name } of sorted) {
    const canonical = canonicalName(name);
    if (seen.has(canonical))
      throw new DataError(`${file}: expected categories of different names, got ${shownText(name)} twice. Rename one.`);
    seen.add(canonical);
  }
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
  if (typeof found === "number" && Number.isInteger(found))
    throw new DataError(
      `${file}: expected an id below 2^53 in ${place}.${key}, got ${BigInt(found)} or a number near it: larger ones are not read exactly. Number the images or categories anew.`,
    );
  throw new DataError(
    `${file}: expected a whole number in ${place}.${key}, got ${shownText(String(JSON.stringify(found)))}. Mend the file.`,
  );
}

function text(value: unknown, key: string, file: string, place: string): string {
  const found = property(value, key);
  if (typeof found === "string" && found !== "") return found;
  throw new DataError(
    `${file}: expected text in ${place}.${key}, got ${shownText(String(JSON.stringify(found)))}. Mend the file.`,
  );
}

/** A label file must not lead out of the folder of its images. */
function safeName(name: string, file: string, place: string): string {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(name))
    throw new DataError(
      `${file}: expected the name of a file in ${place}.file_name, got the address ${shownText(name)}. Download the images, and put the names of their files there.`,
    );
  const normal = path.posix.normalize(name.replaceAll("\\", "/"));
  if (!path.posix.isAbsolute(normal) && !normal.startsWith("../") && !/^[A-Za-z]:/.test(normal)) return normal;
  throw new DataError(
    `${file}: expected an image inside its folder in ${place}.file_name, got ${shownText(name)}. Mend the file; Label Studio writes such names where the images are not exported: choose "COCO with Images".`,
  );
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
