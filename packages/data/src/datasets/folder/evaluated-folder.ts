/** Folders of images to evaluate on, which no training would take: one class alone, parts without train. */
import path from "node:path";
import { canonicalName } from "../../dataset/class-names.ts";
import type { DatasetSplits } from "../../dataset/dataset.ts";
import type { OpenDatasetOptions } from "../dataset-row.ts";
import { listFolder } from "../image-files.ts";
import { type ClassFolder, readClassFolders } from "./class-folders.ts";
import { isWithoutLabels, ofClasses, reading, unwrapped, withoutClasses } from "./labelled-folder.ts";
import { findParts, type PartFolders } from "./part-folders.ts";
import { namedPart } from "./part-names.ts";

/**
 * Reads a folder of the same forms to evaluate on: there may be one class alone, and parts without train.
 * @throws DataError when no folder has images of a class.
 */
export function openImageFolderToEvaluate(
  folder: string,
  options: Pick<OpenDatasetOptions, "onNotice"> = {},
): Promise<{ readonly parts: Partial<DatasetSplits> }> {
  return reading(folder, options, async (notes) => {
    const parts = (await findParts(folder, notes)) ?? (await onlyPart(folder)) ?? { train: folder, others: [] };
    const found = new Map<"train" | "val" | "test", readonly ClassFolder[]>();
    for (const part of ["train", "val", "test"] as const) {
      const inside = parts[part];
      const isOnly = inside !== undefined && [parts.train, parts.val, parts.test].filter(Boolean).length === 1;
      if (inside === undefined || (!isOnly && (await isWithoutLabels(inside, notes)))) continue;
      const classes = (await readClassFolders(await unwrapped(inside), notes)).filter(
        ({ images }) => images.length > 0,
      );
      if (classes.length === 0) throw await withoutClasses(inside);
      found.set(part, classes);
    }
    const names = [
      ...new Map([...found.values()].flat().map(({ name }) => [canonicalName(name), name])).values(),
    ].sort();
    const of = (part: "train" | "val" | "test") => {
      const classes = found.get(part);
      return classes && { [part]: ofClasses(parts[part] ?? folder, classes, names) };
    };
    return { parts: { ...of("train"), ...of("val"), ...of("test") } };
  });
}

/** A folder called test that is alone is no class, whether it holds classes or images. */
async function onlyPart(folder: string): Promise<PartFolders | undefined> {
  const { folders } = await listFolder(folder);
  const [only = ""] = folders;
  const named = folders.length === 1 ? namedPart(only) : undefined;
  return named?.rest === "" ? { [named.part]: path.join(folder, only), others: [] } : undefined;
}
