/** Finds out what the columns of a CSV file of images mean. */

import { DataError } from "../../errors.ts";
import type { CsvTable } from "../../files/csv-table.ts";
import { shownText } from "../../shown-text.ts";
import type { OpenDatasetOptions } from "../dataset-row.ts";
import { isImageName } from "../image-files.ts";
import { bracketedNames, isBracketed, separatorOf, severalIn } from "./class-lists.ts";
import { flagOf, type PartColumn, partColumn } from "./csv-parts.ts";

/** Which columns say what; numbers are places in a row. */
export interface CsvColumns {
  readonly image: number;
  /** Whether the image's column has one of the names that say so, and is not only the first. */
  readonly isImageNamed: boolean;
  readonly part: PartColumn | undefined;
  /** Columns that say nothing that is used. */
  readonly unused: readonly number[];
  readonly classes: CsvClassColumns;
}

/** Where the classes of an image stand. */
export type CsvClassColumns =
  | { readonly kind: "one"; readonly column: number; readonly isBracketed: boolean }
  | {
      readonly kind: "list";
      readonly column: number;
      /** What stands between classes; undefined for lists in brackets. */
      readonly separator: string | undefined;
    }
  | { readonly kind: "flags"; readonly columns: readonly number[] };

/** Names of a column with the images' names, the first that is there. */
export const imageNames = [
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
/** Names of a column with one class. */
export const oneNames = ["label", "class", "category", "target", "class_name", "label_name"];
const listNames = ["labels", "tags", "classes", "categories"];

/**
 * The image's column is one called path, file, image … (the first name of that list that there is) or else the first
 * column; parts are where `partColumn` says. An `id` beside it is passed over, and so are columns without a name that
 * number the rows or are empty.
 *
 * Classes: one in `label` (or the only other column), several in `labels` or `tags`, or one column of 0 and 1 per
 * class; a list in brackets is one in any column.
 * @throws DataError when the columns do not tell, or cells of one class look like several and `labels` does not say.
 */
export function csvColumns(
  table: CsvTable,
  file: string,
  { labels }: Pick<OpenDatasetOptions, "labels"> = {},
): CsvColumns {
  const picture = table.columns.find(isImageName);
  if (picture !== undefined) throw firstLineIsData(file, `the image ${shownText(picture)}`);
  const unnamed = new Set([...table.columns.keys()].filter((column) => isUnnamed(table, column, file)));
  const places = new Map<string, number>();
  for (const [column, name] of table.columns.entries()) {
    const key = name.toLowerCase();
    if (!unnamed.has(column) && !places.has(key)) places.set(key, column);
  }
  const named = (names: readonly string[]) =>
    names.map((name) => places.get(name)).find((place) => place !== undefined);
  const found = named(imageNames);
  const image = found ?? table.columns.findIndex((_, column) => !unnamed.has(column));
  const [one, list] = [named(oneNames), named(listNames)];
  const free = [...table.columns.keys()].filter((column) => column !== image && !unnamed.has(column));
  const part = partColumn(
    table,
    free.filter((column) => column !== one && column !== list),
    file,
  );
  const others = free.filter(
    (column) => column !== part?.column && !numberNames.includes(table.columns[column]?.toLowerCase() ?? ""),
  );
  const classes = classColumns(table, file, { others, one, list, labels });
  const unused = classes.kind === "flags" ? [] : others.filter((column) => column !== classes.column);
  const columns = { image, isImageNamed: found !== undefined, part, classes, unused };
  refuseData(table, columns, file);
  return columns;
}

/** pandas writes its index into a column without a name; Excel, empty columns. */
function isUnnamed(table: CsvTable, column: number, file: string): boolean {
  const name = table.columns[column] ?? "";
  if (name !== "" && !/^Unnamed: \d+(\.\d+)?$/i.test(name)) return false;
  for (let row = 0; row < table.length; row++) {
    const cell = table.cell(row, column).trim();
    if (/^\d*(\.0)?$/.test(cell)) continue;
    if (name !== "") return false;
    throw new DataError(
      `${file}, line 1: expected a name for column ${column + 1}, which has cells such as "${shownText(cell)}", got none. Give it one.`,
    );
  }
  return true;
}

interface ClassNames {
  readonly others: readonly number[];
  readonly one: number | undefined;
  readonly list: number | undefined;
  readonly labels: OpenDatasetOptions["labels"];
}

function classColumns(table: CsvTable, file: string, { others, one, list, labels }: ClassNames): CsvClassColumns {
  const [first] = others;
  const column = one ?? list ?? (others.length === 1 ? first : undefined);
  if (column !== undefined)
    return cellsOfClasses(table, file, { column, isList: one === undefined && list !== undefined, labels });
  if (others.length === 0)
    throw new DataError(
      `${file}: expected a column with the class of each image, got only ${shownText(table.columns.join(", "))}. Call it "label", or "labels" for several.`,
    );
  requireFlags(table, others, file);
  return { kind: "flags", columns: others };
}

/** One class in each cell, or several, as the cells tell. */
function cellsOfClasses(
  table: CsvTable,
  file: string,
  {
    column,
    isList,
    labels,
  }: { readonly column: number; readonly isList: boolean; readonly labels: ClassNames["labels"] },
): CsvClassColumns {
  const isWanted = (kind: "one" | "several") =>
    labels === kind || (labels === undefined && isList === (kind === "several"));
  if (hasBrackets(table, column, file)) {
    const isOne = isWanted("one") && everyCell(table, column, (cell) => bracketedNames(cell)?.length === 1);
    return isOne ? { kind: "one", column, isBracketed: true } : { kind: "list", column, separator: undefined };
  }
  if (isWanted("several")) return { kind: "list", column, separator: separatorOf(cellsIn(table, column)) };
  const several = labels === undefined ? severalIn(cellsIn(table, column)) : undefined;
  if (several === undefined) return { kind: "one", column, isBracketed: false };
  const row = [...cellsIn(table, column)].indexOf(several.cell);
  const asSeveral = several.isSplit
    ? '--labels several (or call the column "labels")'
    : `for several, write "|" in place of "${several.separator}" and call the column "labels"`;
  throw new DataError(
    `${file}, line ${table.line(row)}: expected one class in the column ${table.columns[column]}, got "${shownText(several.cell)}", which looks like several. Say which it is: ${asSeveral}, or --labels one.`,
  );
}

function* cellsIn(table: CsvTable, column: number): Generator<string> {
  for (let row = 0; row < table.length; row++) yield table.cell(row, column).trim();
}

function everyCell(table: CsvTable, column: number, is: (cell: string) => boolean): boolean {
  for (const cell of cellsIn(table, column)) if (cell !== "" && !is(cell)) return false;
  return true;
}

/** Whether the cells are lists in brackets. @throws DataError where some are, and others are not. */
function hasBrackets(table: CsvTable, column: number, file: string): boolean {
  let [withBrackets, without] = [-1, -1];
  for (let row = 0; row < table.length && (withBrackets < 0 || without < 0); row++) {
    const cell = table.cell(row, column).trim();
    if (isBracketed(cell)) withBrackets = row;
    else if (cell !== "" && !/^nan$/i.test(cell)) without = row;
  }
  if (withBrackets >= 0 && without >= 0 && /^\[.*['"\d]/s.test(table.cell(withBrackets, column).trim())) {
    throw new DataError(
      `${file}, line ${table.line(without)}: expected a list in the column ${table.columns[column]} as in line ${table.line(withBrackets)}, got "${shownText(table.cell(without, column))}". Write all cells in one way.`,
    );
  }
  return withBrackets >= 0 && without < 0;
}

function requireFlags(table: CsvTable, flags: readonly number[], file: string): void {
  for (let row = 0; row < table.length; row++) {
    const wrong = flags.find((column) => flagOf(table.cell(row, column)) === undefined);
    if (wrong === undefined) continue;
    throw new DataError(
      `${file}, line ${table.line(row)}: expected 0 or 1 in the column ${table.columns[wrong]}, got "${shownText(table.cell(row, wrong))}". ` +
        `Without a column called "label" or "labels", every column but the image's is a class: call the one with the classes so, or write 1 for yes and 0 for no.`,
    );
  }
}

/** A first line that is a row like the others would be lost. */
function refuseData(table: CsvTable, { image, isImageNamed, classes }: CsvColumns, file: string): void {
  if (classes.kind !== "one" || isImageNamed) return;
  const heading = table.columns[classes.column] ?? "";
  if (oneNames.includes(heading.toLowerCase()) || everyCell(table, classes.column, (cell) => cell !== heading)) return;
  throw firstLineIsData(file, `${shownText(table.columns[image] ?? "")} and the class ${shownText(heading)}`);
}

/** What is said where the first line is no line of names. */
export function firstLineIsData(file: string, got: string): DataError {
  return new DataError(
    `${file}, line 1: expected the names of the columns, got ${got}. Put a line such as "image,label" before it.`,
  );
}
