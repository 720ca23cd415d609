/** Finds out what the columns of a CSV file of images mean. */

import { DataError } from "../../errors.ts";
import type { CsvTable } from "../../files/csv-table.ts";
import { isImageName } from "../image-files.ts";

/** Which columns say what; numbers are places in a row. */
export interface CsvColumns {
  readonly image: number;
  readonly part: number | undefined;
  readonly classes:
    | { readonly kind: "one"; readonly column: number }
    | { readonly kind: "list"; readonly column: number; readonly separator: string }
    | { readonly kind: "flags"; readonly columns: readonly number[] };
}

const imageNames = [
  "path",
  "file",
  "filename",
  "file_name",
  "filepath",
  "file_path",
  "image",
  "image_path",
  "image_name",
  "img",
  "image_id",
  "id",
];
/** Beside a column with the image's name these only number the rows. */
const numberNames = ["image_id", "id"];
const partNames = ["split", "part", "set", "subset", "is_valid"];
const oneNames = ["label", "class", "category", "target", "class_name", "label_name"];
const listNames = ["labels", "tags", "classes", "categories"];
/** Between classes of one image, the first of these that occurs anywhere in the column; blanks if none does. */
const listSeparators = ["|", ";", ","] as const;

/**
 * The image's column is one called path, file, image … (the first name of that list that there is) or else the first
 * column; parts are in `split` or `is_valid`. An `id` beside it is passed over.
 *
 * Classes: one in `label` (or the only other column), several in `labels` or `tags`, or one column of 0 and 1 per
 * class.
 * @throws DataError when the columns do not tell.
 */
export function csvColumns(table: CsvTable, file: string): CsvColumns {
  const { columns } = table;
  const named = (names: readonly string[]) => {
    const places = names.map((name) => columns.findIndex((column) => column.toLowerCase() === name));
    return places.find((place) => place >= 0);
  };
  const image = named(imageNames) ?? 0;
  const heading = columns[image] ?? "";
  if (isImageName(heading))
    throw new DataError(
      `${file}, line 1: expected the names of the columns, got the image ${heading}. Put a line such as "image,label" before it.`,
    );
  const part = named(partNames);
  const others = [...columns.keys()].filter(
    (column) => column !== image && column !== part && !numberNames.includes(columns[column]?.toLowerCase() ?? ""),
  );
  const one = named(oneNames) ?? (others.length === 1 && named(listNames) === undefined ? others[0] : undefined);
  if (one !== undefined) return { image, part, classes: { kind: "one", column: one } };
  const list = named(listNames);
  if (list !== undefined) {
    const separator = listSeparators.find((each) => table.rows.some(({ cells }) => cells[list]?.includes(each))) ?? " ";
    return { image, part, classes: { kind: "list", column: list, separator } };
  }
  if (others.length === 0)
    throw new DataError(
      `${file}: expected a column with the class of each image, got only ${columns.join(", ")}. Call it "label", or "labels" for several.`,
    );
  requireFlags(table, others, file);
  return { image, part, classes: { kind: "flags", columns: others } };
}

function requireFlags({ columns, rows }: CsvTable, flags: readonly number[], file: string): void {
  for (const { cells, line } of rows) {
    const wrong = flags.find((column) => flagOf(cells[column]) === undefined);
    if (wrong === undefined) continue;
    throw new DataError(
      `${file}, line ${line}: expected 0 or 1 in the column ${columns[wrong]}, got "${cells[wrong]}". ` +
        `Without a column called "label" or "labels", every column but the image's is a class.`,
    );
  }
}

/** Whether a cell says yes; undefined if it says neither. */
export function flagOf(cell: string | undefined): boolean | undefined {
  const text = cell?.trim().toLowerCase() ?? "";
  if (text === "true" || (text !== "" && Number(text) === 1)) return true;
  if (text === "false" || (text !== "" && Number(text) === 0)) return false;
  return undefined;
}
