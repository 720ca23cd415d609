/** Tells in which form the boxes of a folder are written. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../../errors.ts";
import type { BoxFormat, OpenDatasetOptions } from "../dataset-row.ts";
import { listFolder } from "../image-files.ts";

/** What is looked for, form by form. */
const signs: Readonly<Record<Exclude<BoxFormat, "retinanet">, RegExp>> = {
  coco: /\.json$/i,
  voc: /\.xml$/i,
  yolo: /^(data|dataset)\.ya?ml$|^classes\.txt$/i,
  csv: /\.csv$/i,
};

/** Folders below the location in which such files are looked for as well. */
const inside = /^(annotations?|labels?|train(ing)?|valid(ation)?|val|test|VOC\d{4}|VOCdevkit)$/i;

/**
 * The form of a folder's or a file's boxes, as `boxes.format` says or by what is there: JSON files (COCO), XML files
 * (Pascal VOC), data.yaml or classes.txt (YOLO), a CSV file.
 * @throws DataError when several forms are there, or none.
 */
export async function boxFormatOf(location: string, { boxes }: Pick<OpenDatasetOptions, "boxes">): Promise<BoxFormat> {
  if (boxes?.format) return boxes.format;
  const names = await namesAt(location);
  const found = Object.entries(signs).flatMap(([format, sign]) =>
    names.some((name) => sign.test(name)) ? format : [],
  );
  const [format] = found;
  const say = "Say which form it has: --format coco, voc, yolo, csv or retinanet.";
  if (format === undefined)
    throw new DataError(
      `${location}: expected boxes in the form of COCO (JSON), Pascal VOC (XML), YOLO (data.yaml) or CSV, got none of them. ${say}`,
    );
  if (found.length > 1)
    throw new DataError(`${location}: expected boxes in one form, got files of ${found.join(" and ")}. ${say}`);
  return isFormat(format) ? format : "csv";
}

function isFormat(name: string): name is BoxFormat {
  return Object.hasOwn(signs, name);
}

/** The names of a location's files, and of those in folders where annotations lie. */
async function namesAt(location: string): Promise<readonly string[]> {
  if ((await stat(location).catch(() => undefined))?.isFile()) return [path.basename(location)];
  const { files, folders } = await listFolder(location);
  const deeper = folders.filter((name) => inside.test(name)).map((name) => listFolder(path.join(location, name)));
  return [...files, ...(await Promise.all(deeper)).flatMap((entries) => entries.files)];
}

/** The CSV file of a location: itself, or the only one in the folder. @throws DataError when there are several. */
export async function csvFileAt(location: string): Promise<string> {
  if ((await stat(location).catch(() => undefined))?.isFile()) return location;
  const names = (await listFolder(location)).files.filter((name) => signs.csv.test(name));
  const [name] = names;
  if (name !== undefined && names.length === 1) return path.join(location, name);
  throw new DataError(`${location}: expected one CSV file, got ${names.join(", ") || "none"}. Say which: csv:FILE.`);
}
