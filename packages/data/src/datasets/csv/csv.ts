/** Data sets described by a CSV file: one row per image, with its class or its classes. */

import type { Dataset, DatasetSplits } from "../../dataset/dataset.ts";
import { subset } from "../../dataset/subset.ts";
import { DataError } from "../../errors.ts";
import { type CsvRow, type CsvTable, readCsvTable } from "../../files/csv-table.ts";
import { imageFiles, multiLabelFiles } from "../image-files.ts";
import { requireEveryClass } from "../label-files.ts";
import { type CsvColumns, csvColumns, flagOf } from "./csv-columns.ts";
import { csvImages } from "./csv-images.ts";

/** The file's own parts, or everything it lists where it has no column for them. */
export type CsvDataset = { readonly parts: DatasetSplits } | { readonly whole: Dataset };

/**
 * Opens a CSV file of images; see `csvColumns` for the forms it may have and `csvImages` for where the images are
 * looked for.
 *
 * Classes are sorted by name (by value where all are whole numbers), those of 0/1 columns stand as in the file.
 * @throws DataError with file and line when the file is not of such a form, an image is missing, or a class has no
 * training image.
 */
export async function openCsv(file: string): Promise<CsvDataset> {
  const table = await readCsvTable(file);
  const columns = csvColumns(table, file);
  const names = table.rows.map(({ cells, line }) => ({ name: cells[columns.image]?.trim() ?? "", line }));
  const whole = datasetOf(table, columns, file, await csvImages(file, names));
  if (columns.part === undefined) {
    requireEveryClass(file, whole.classNames, labelsOf(whole));
    return { whole };
  }
  const parts = partsOf(table, columns.part, whole, file);
  requireEveryClass(file, whole.classNames, labelsOf(parts.train));
  return { parts };
}

function datasetOf(table: CsvTable, { classes }: CsvColumns, file: string, paths: readonly string[]): Dataset {
  const { rows, columns } = table;
  if (classes.kind === "one") {
    const names = rows.map((row) => className(row, classes.column, file));
    const classNames = sorted(names);
    const indices = new Map(classNames.map((name, index) => [name, index]));
    const label = (row: number) => indices.get(names[row] ?? "") ?? -1;
    return imageFiles(
      file,
      classNames,
      paths.map((path, row) => ({ path, label: label(row) })),
    );
  }
  const lists = rows.map((row) =>
    classes.kind === "list"
      ? classList(row, classes.column, classes.separator, file)
      : classes.columns.filter((column) => flagOf(row.cells[column])).map((column) => columns[column] ?? ""),
  );
  const classNames =
    classes.kind === "list" ? sorted(lists.flat()) : classes.columns.map((column) => columns[column] ?? "");
  const indices = new Map(classNames.map((name, index) => [name, index]));
  const labels = (row: number) =>
    [...new Set((lists[row] ?? []).map((name) => indices.get(name) ?? -1))].sort((a, b) => a - b);
  return multiLabelFiles(
    file,
    classNames,
    paths.map((path, row) => ({ path, labels: labels(row) })),
  );
}

function className({ cells, line }: CsvRow, column: number, file: string): string {
  const name = cells[column]?.trim() ?? "";
  if (name !== "" && !isMissing(name)) return name;
  throw new DataError(
    `${file}, line ${line}: expected the class of ${cells[0]}, got ${name || "nothing"}. Fill it in, or leave the line out.`,
  );
}

/** What pandas and NumPy write where a table has no value. */
function isMissing(cell: string): boolean {
  return /^(NaN|nan)$/.test(cell);
}

function classList({ cells, line }: CsvRow, column: number, separator: string, file: string): string[] {
  const cell = cells[column]?.trim() ?? "";
  if (!isMissing(cell)) return splitList(cell, separator);
  throw new DataError(
    `${file}, line ${line}: expected the classes of ${cells[0]}, got ${cell}. Leave the cell empty if there are none.`,
  );
}

function splitList(cell: string, separator: string): string[] {
  return cell
    .split(separator)
    .map((name) => name.trim())
    .filter(Boolean);
}

function sorted(names: readonly string[]): string[] {
  const different = [...new Set(names)];
  const areNumbers = different.every((name) => /^-?\d+$/.test(name));
  return areNumbers ? different.sort((a, b) => Number(a) - Number(b)) : different.sort();
}

function partsOf(table: CsvTable, column: number, whole: Dataset, file: string): DatasetSplits {
  const isValid = table.columns[column]?.toLowerCase() === "is_valid";
  const members: Record<"train" | "val" | "test", number[]> = { train: [], val: [], test: [] };
  for (const [index, { cells, line }] of table.rows.entries()) {
    const cell = cells[column]?.trim().toLowerCase() ?? "";
    const part = isValid ? validPart(cell) : namedPart(cell);
    if (!part)
      throw new DataError(
        `${file}, line ${line}: expected ${isValid ? "true or false" : "train, val or test"} in the column ${table.columns[column]}, got "${cell}".`,
      );
    members[part].push(index);
  }
  if (members.train.length === 0)
    throw new DataError(`${file}: expected images to train on, got none in the column ${table.columns[column]}.`);
  const part = (kind: "val" | "test") => (members[kind].length > 0 ? { [kind]: subset(whole, members[kind]) } : {});
  return { train: subset(whole, members.train), ...part("val"), ...part("test") };
}

function namedPart(cell: string): "train" | "val" | "test" | undefined {
  if (cell === "train" || cell === "training") return "train";
  if (cell === "val" || cell === "valid" || cell === "validation") return "val";
  return cell === "test" || cell === "testing" ? "test" : undefined;
}

function validPart(cell: string): "train" | "val" | undefined {
  const flag = flagOf(cell);
  return flag === undefined ? undefined : flag ? "val" : "train";
}

function labelsOf(dataset: Dataset): number[] {
  return Array.from({ length: dataset.length }, (_, index) => dataset.labels?.(index) ?? [dataset.label(index)]).flat();
}
