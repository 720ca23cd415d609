/** Image files on disk: how they are found, and a dataset made of them. */
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { Dataset, MultiLabelDataset } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import { otherFile } from "./other-files.ts";
import { isSystemFolder, type PassedOver, passOver } from "./passed-over.ts";

const extensions = new Set(
  "jpg jpeg jpe jfif pjpeg pjp png webp gif tif tiff bmp dib avif".split(" ").map((ending) => `.${ending}`),
);

/** Tells whether a name ends as that of an image file that can be decoded, such as .jpg, .png or .webp. */
export function isImageName(name: string): boolean {
  return extensions.has(path.extname(name).toLowerCase());
}

/** One image file and its class. */
export interface LabelledFile {
  /** Where the file is. */
  readonly path: string;
  /** The index of its class; -1 where the class is not known. */
  readonly label: number;
}

/** Makes a dataset of image files, in the given order; whether they are there is not looked at. */
export function imageFiles(name: string, classNames: readonly string[], files: readonly LabelledFile[]): Dataset {
  const at = (index: number) => {
    const file = files[index];
    if (!file) throw new RangeError(`${name}: expected an index from 0 to ${files.length - 1}, got ${index}.`);
    return file;
  };
  return {
    name,
    classNames,
    length: files.length,
    label: (index) => at(index).label,
    source: (index) => ({ kind: "file", path: at(index).path }),
    id: (index) => at(index).path,
  };
}

/** One image file and all its classes. */
export interface MultiLabelFile {
  /** Where the file is. */
  readonly path: string;
  /** The indices of its classes, ascending, none twice; may be none. */
  readonly labels: readonly number[];
}

/** Makes a multi-label dataset of image files, in the given order; whether they are there is not looked at. */
export function multiLabelFiles(
  name: string,
  classNames: readonly string[],
  files: readonly MultiLabelFile[],
): MultiLabelDataset {
  const single = imageFiles(
    name,
    classNames,
    files.map(({ path, labels }) => ({ path, label: labels[0] ?? -1 })),
  );
  return {
    ...single,
    labels: (index) => {
      single.label(index); // the index is checked there
      return files[index]?.labels ?? [];
    },
  };
}

/** What a folder holds, sorted by name; hidden entries are left out, links are followed. */
export interface FolderEntries {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/**
 * Lists a folder. Folders of systems, such as "@eaDir", hidden images, links that lead nowhere, pipes and devices are
 * left out and counted.
 * @throws DataError when the folder cannot be listed.
 */
export async function listFolder(folder: string, passed?: PassedOver): Promise<FolderEntries> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${folder}: expected a folder that can be read (${reason}). Check the path.`, { cause });
  });
  const folders: string[] = [];
  const files: string[] = [];
  for (const entry of entries) {
    const full = path.join(folder, entry.name);
    if (isSystemFolder(entry.name)) {
      if (entry.isDirectory()) passOver(passed, `folders called ${entry.name}`, full);
      else if (isImageName(entry.name)) passOver(passed, "hidden images", full);
      continue;
    }
    const kind = entry.isSymbolicLink() ? await stat(full).catch(() => undefined) : entry;
    if (kind?.isDirectory()) folders.push(entry.name);
    else if (kind?.isFile()) files.push(entry.name);
    else passOver(passed, kind ? "pipes, sockets and devices" : "links that lead nowhere", full);
  }
  return { folders: folders.sort(), files: files.sort() };
}

/** What `findImages` notes while it goes through folders. */
export interface ImageSearch {
  /** Folders that it has been in, as their real paths. */
  readonly seen?: Set<string>;
  /** Real paths of folders that are read elsewhere: links to them, or to what is above them, are not followed. */
  readonly elsewhere?: ReadonlySet<string> | undefined;
  /** Where it counts what it passes over. */
  readonly passed?: PassedOver | undefined;
}

/**
 * Returns the paths of all image files below a folder, sorted folder by folder: files with an image's ending, and of
 * others those that begin as an image that can be decoded. Hidden entries and folders of systems are left out, and a
 * folder that links lead to again is searched once.
 * @throws DataError when a folder cannot be listed.
 */
export async function findImages(folder: string, search: ImageSearch = {}): Promise<string[]> {
  const { seen = new Set(), elsewhere, passed } = search;
  const real = await realpath(folder).catch(() => folder);
  if (seen.has(real)) return [];
  if (seen.size > 0 && elsewhere && leadsTo(real, elsewhere)) {
    passOver(passed, "links to folders that are read elsewhere", folder);
    return [];
  }
  seen.add(real);
  const { folders, files } = await listFolder(folder, passed);
  const found = imagesAmong(folder, files, passed);
  for (const name of folders) {
    for (const image of await findImages(path.join(folder, name), { ...search, seen })) found.push(image);
  }
  return found;
}

/** Whether a folder is one of these, or is above the first of them, which holds the others. */
function leadsTo(real: string, folders: ReadonlySet<string>): boolean {
  const [top = ""] = folders;
  return folders.has(real) || top.startsWith(real.endsWith(path.sep) ? real : `${real}${path.sep}`);
}

/** The paths of the files that are images, by their names or by their first bytes; others are counted. */
export function imagesAmong(folder: string, files: readonly string[], passed?: PassedOver): string[] {
  const found: string[] = [];
  for (const name of files) {
    const full = path.join(folder, name);
    const other = isImageName(name) ? undefined : otherFile(full, passed);
    if (other === undefined) found.push(full);
    else passOver(passed, other, full);
  }
  return found;
}
