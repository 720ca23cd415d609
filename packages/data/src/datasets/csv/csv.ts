/** Data sets described by a CSV file: one row per image, with its class or its classes. */

import type { Dataset, DatasetSplits } from "../../dataset/dataset.ts";
import { subset } from "../../dataset/subset.ts";
import { DataError } from "../../errors.ts";
import { type CsvTable, readCsvTable } from "../../files/csv-table.ts";
import { shownText } from "../../shown-text.ts";
import type { OpenDatasetOptions } from "../dataset-row.ts";
import { imageFiles, multiLabelFiles } from "../image-files.ts";
import { requireEveryClass } from "../label-files.ts";
import { tellLookAlikes } from "../look-alikes.ts";
import { areVectors, bracketedNames, splitList } from "./class-lists.ts";
import { classNumbers } from "./class-numbers.ts";
import { type CsvColumns, csvColumns } from "./csv-columns.ts";
import { tellDoubts } from "./csv-doubts.ts";
import { csvImages } from "./csv-images.ts";
import { flagOf, type PartColumn, rowsOfParts } from "./csv-parts.ts";

/** The file's own parts, or everything it lists where it has no column for them. */
export type CsvDataset<Parts = DatasetSplits> = { readonly parts: Parts } | { readonly whole: Dataset };

type Options = Pick<OpenDatasetOptions, "imageRoot" | "labels" | "isKept" | "onNotice">;

/**
 * Opens a CSV file of images; see `csvColumns` for the forms it may have and `csvImages` for where the images are
 * looked for.
 *
 * Classes are sorted by name (by value where all are numbers), those of 0/1 columns stand as in the file.
 * @throws DataError with file and line when the file is not of such a form, an image is missing, or a class has no
 * training image.
 */
export async function openCsv(file: string, options: Options = {}): Promise<CsvDataset> {
  const { whole, parts, partColumn } = await readImages(file, options);
  if (!parts) {
    requireEveryClass(file, whole.classNames, labelsOf(whole), options);
    return { whole };
  }
  const { train } = parts;
  if (!train) throw new DataError(`${file}: expected images to train on, got none in the column ${partColumn}.`);
  requireEveryClass(file, whole.classNames, labelsOf(train), options);
  return { parts: { ...parts, train } };
}

/** Opens a CSV file to evaluate on: as `openCsv`, but there may be one class alone, and no training images. */
export async function openCsvToEvaluate(
  file: string,
  options: Options = {},
): Promise<CsvDataset<Partial<DatasetSplits>>> {
  const { whole, parts } = await readImages(file, options);
  return parts ? { parts } : { whole };
}

/** What a file lists. */
interface CsvImages {
  readonly whole: Dataset;
  /** The parts, and the name of their column, where there is one. */
  readonly parts?: Partial<DatasetSplits>;
  readonly partColumn?: string | undefined;
}

async function readImages(file: string, options: Options): Promise<CsvImages> {
  const table = await readCsvTable(file);
  const columns = csvColumns(table, file, options);
  const names = Array.from({ length: table.length }, (_, row) => table.cell(row, columns.image).trim());
  const heading = columns.isImageNamed ? undefined : table.columns[columns.image];
  const paths = await csvImages(file, { names, line: table.line, heading }, options);
  const whole = datasetOf(table, columns, file, { paths, ...options });
  tellLookAlikes(file, whole.classNames, options.onNotice);
  tellDoubts(table, columns, whole, file, options);
  if (columns.part === undefined) return { whole };
  return { whole, parts: partsOf(table, columns.part, whole, file), partColumn: table.columns[columns.part.column] };
}

interface Images extends Options {
  readonly paths: readonly string[];
}

function datasetOf(
  table: CsvTable,
  { classes, image }: CsvColumns,
  file: string,
  { paths, onNotice }: Images,
): Dataset {
  const { columns, length } = table;
  const of = (row: number) =>
    `${file}, line ${table.line(row)}: expected the class of ${shownText(table.cell(row, image))}`;
  const numbers = classNumbers(file, onNotice);
  if (classes.kind === "one") {
    const labels = Int32Array.from({ length }, (_, row) => {
      const cell = table.cell(row, classes.column).trim();
      const name = classes.isBracketed ? bracketedNames(cell)?.[0] : cell;
      if (name !== undefined && name !== "" && !isMissing(name)) return numbers.of(name);
      throw new DataError(`${of(row)}, got ${cell || "nothing"}. Fill it in, or leave the line out.`);
    });
    const { classNames, places } = numbers.sorted();
    const entries = paths.map((path, row) => ({ path, label: places[labels[row] ?? -1] ?? -1 }));
    return { ...imageFiles(file, classNames, entries), hasSortedClasses: true };
  }
  if (classes.kind === "flags") {
    const flags = (row: number) =>
      classes.columns.flatMap((column, place) => (flagOf(table.cell(row, column)) === true ? place : []));
    const names = classes.columns.map((column) => columns[column] ?? "");
    return multiLabelFiles(
      file,
      names,
      paths.map((path, row) => ({ path, labels: flags(row) })),
    );
  }
  const lists = Array.from({ length }, (_, row) => {
    const cell = table.cell(row, classes.column).trim();
    const names = classNamesIn(cell, classes.separator);
    if (names) return names;
    const got = isMissing(cell) ? cell : `${shownText(cell)}, which is no list of names`;
    throw new DataError(
      `${of(row).replace("the class of", "the classes of")}, got ${got}. Leave the cell empty if there are none.`,
    );
  });
  if (areVectors(lists)) {
    throw new DataError(
      `${file}: expected names of classes in the column ${columns[classes.column]}, got 0 and 1 for each, such as ${shownText(table.cell(0, classes.column))}. Write names, or a column of 0 and 1 for each class.`,
    );
  }
  const numbered = lists.map((names) => names.map((name) => numbers.of(name)));
  const { classNames, places } = numbers.sorted();
  const labels = (row: number) =>
    [...new Set((numbered[row] ?? []).map((number) => places[number] ?? -1))].sort((a, b) => a - b);
  const entries = paths.map((path, row) => ({ path, labels: labels(row) }));
  return { ...multiLabelFiles(file, classNames, entries), hasSortedClasses: true };
}

function classNamesIn(cell: string, separator: string | undefined): readonly string[] | undefined {
  if (isMissing(cell)) return undefined;
  if (separator !== undefined) return splitList(cell, separator);
  return cell === "" ? [] : bracketedNames(cell);
}

/** What pandas and NumPy write where a table has no value. */
function isMissing(cell: string): boolean {
  return /^(NaN|nan)$/.test(cell);
}

function partsOf(table: CsvTable, part: PartColumn, whole: Dataset, file: string): Partial<DatasetSplits> {
  const members = rowsOfParts(table, part, file);
  const of = (kind: "train" | "val" | "test") =>
    members[kind].length > 0 ? { [kind]: subset(whole, members[kind]) } : {};
  return { ...of("train"), ...of("val"), ...of("test") };
}

function* labelsOf(dataset: Dataset): Generator<number> {
  for (let index = 0; index < dataset.length; index++) {
    if (dataset.labels) yield* dataset.labels(index);
    else yield dataset.label(index);
  }
}
