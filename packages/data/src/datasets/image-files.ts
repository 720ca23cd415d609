/** Image files on disk: how they are found, and a dataset made of them. */
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { Dataset, MultiLabelDataset } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";

const extensions = new Set([".jpg", ".jpeg", ".jpe", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif"]);

/** Whether the name is that of a file that can be decoded. */
export function isImageName(name: string): boolean {
  return extensions.has(path.extname(name).toLowerCase());
}

/** One image file and the index of its class; -1 where the class is not known. */
export interface LabelledFile {
  readonly path: string;
  readonly label: number;
}

/** A dataset of files, in the given order. */
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

/** One image file and the indices of all its classes, ascending. */
export interface MultiLabelFile {
  readonly path: string;
  readonly labels: readonly number[];
}

/** A multi-label dataset of files, in the given order. */
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

/** @throws DataError when the folder cannot be listed. */
export async function listFolder(folder: string): Promise<FolderEntries> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${folder}: expected a folder that can be read (${reason}). Check the path.`, { cause });
  });
  const folders: string[] = [];
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
    const full = path.join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await stat(full).catch(() => undefined) : entry;
    if (kind?.isDirectory()) folders.push(entry.name);
    else if (kind?.isFile()) files.push(entry.name);
  }
  return { folders: folders.sort(), files: files.sort() };
}

/** All image files below a folder, sorted folder by folder; a link that leads back up is followed once. */
export async function findImages(folder: string, seen: ReadonlySet<string> = new Set()): Promise<string[]> {
  const real = await realpath(folder).catch(() => folder);
  if (seen.has(real)) return [];
  const { folders, files } = await listFolder(folder);
  const found = files.filter(isImageName).map((name) => path.join(folder, name));
  const above = new Set([...seen, real]);
  for (const name of folders) {
    for (const image of await findImages(path.join(folder, name), above)) found.push(image);
  }
  return found;
}
