/** Finds the images that a CSV file names. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../../errors.ts";
import { isFile } from "../../is-file.ts";
import { isImageName } from "../image-files.ts";

const extensions = ["", ".jpg", ".png", ".jpeg", ".webp", ".tif", ".tiff", ".gif", ".avif"] as const;

/** An image as the file names it, and the line. */
export interface NamedImage {
  readonly name: string;
  readonly line: number;
}

/**
 * The paths of the images, in the same order.
 *
 * Names are relative to the CSV file's folder, or to `images`, `train` or the file's own name in it, with or without
 * their extension, all in the same way.
 * @throws DataError with the line of the first image that is missing or named twice.
 */
export async function csvImages(file: string, images: readonly NamedImage[]): Promise<readonly string[]> {
  const seen = new Map<string, number>();
  for (const { name, line } of images) {
    const earlier = seen.get(name);
    if (name === "") throw new DataError(`${file}, line ${line}: expected the name of an image, got none.`);
    if (earlier !== undefined)
      throw new DataError(
        `${file}, line ${line}: expected every image once, got ${name} in line ${earlier} too. Keep one of the lines; for several classes use a column "labels".`,
      );
    seen.set(name, line);
  }
  const place = await locate(file, images[0]?.name ?? "");
  const listing = new Map<string, ReadonlySet<string>>();
  const missing: NamedImage[] = [];
  const paths: string[] = [];
  for (const image of images) {
    const full = path.resolve(place.folder, image.name + place.extension);
    const folder = path.dirname(full);
    const entries = listing.get(folder) ?? new Set(await readdir(folder).catch(() => []));
    listing.set(folder, entries);
    if (!entries.has(path.basename(full)) && !(await isFile(full))) missing.push(image);
    paths.push(full);
  }
  const [first] = missing;
  if (!first) return paths;
  throw new DataError(
    `${file}, line ${first.line}: expected the image ${path.resolve(place.folder, first.name + place.extension)}, and it is not there` +
      `${missing.length > 1 ? ` (${missing.length} are missing in all)` : ""}. Add the images or remove their lines.`,
  );
}

/** Where the first image is found decides for all; where it is not, names are taken as they are. */
async function locate(file: string, name: string) {
  const folder = path.dirname(file);
  const folders = [folder, ...["images", "train", path.parse(file).name].map((inside) => path.join(folder, inside))];
  for (const candidate of folders) {
    for (const extension of isImageName(name) ? [""] : extensions) {
      if (await isFile(path.resolve(candidate, name + extension))) return { folder: candidate, extension };
    }
  }
  return { folder, extension: "" };
}
