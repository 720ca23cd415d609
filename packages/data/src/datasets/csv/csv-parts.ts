/** Which column of a CSV file says the part of each image, and what its cells say. */
import { DataError } from "../../errors.ts";
import type { CsvTable } from "../../files/csv-table.ts";
import { firstNames, shownText } from "../../shown-text.ts";
import { namedPart } from "../folder/part-names.ts";

type Part = "train" | "val" | "test";

/** A column of parts. */
export interface PartColumn {
  readonly column: number;
  /** The part that a cell names; undefined where it names none. */
  readonly partOf: (cell: string) => Part | undefined;
  /** What its cells must be. */
  readonly expected: string;
}

const partNames = ["split", "part", "set", "subset", "usage", "phase", "partition"];
/** Columns of yes and no, and the part that yes stands for; no stands for train. */
const yesParts: Readonly<Record<string, Part>> = {
  is_valid: "val",
  is_val: "val",
  is_validation: "val",
  is_test: "test",
};
/** These say what is trained on, and not what the others are for. */
const trainFlags = ["is_train", "is_training", "is_training_image"];

/**
 * The column of parts: one called split, part …, is_valid or is_test, or else one whose cells all are names of parts.
 * @throws DataError for columns that tell parts and cannot be understood: they are never passed over.
 */
export function partColumn(table: CsvTable, candidates: readonly number[], file: string): PartColumn | undefined {
  const nameOf = (column: number) => table.columns[column]?.toLowerCase() ?? "";
  const called = partNames.flatMap((name) => candidates.find((column) => nameOf(column) === name) ?? [])[0];
  if (called !== undefined) return ofNames(called);
  const flag = candidates.find((column) => Object.hasOwn(yesParts, nameOf(column)));
  if (flag !== undefined) return ofFlags(flag, yesParts[nameOf(flag)] ?? "val");
  const trained = candidates.find((column) => trainFlags.includes(nameOf(column)));
  if (trained !== undefined) {
    throw new DataError(
      `${file}: expected a column that names the part of each image, got ${table.columns[trained]}, which does not say what others than those to train on are for. Write a column split with train, val and test in its place.`,
    );
  }
  const telling = candidates.find((column) => tellsParts(table, column));
  if (telling === undefined) return undefined;
  const cells = cellsOf(table, telling);
  if (cells.every((cell) => exactPart(cell) !== undefined)) return ofNames(telling);
  throw new DataError(
    `${file}: expected train, val or test in the column ${table.columns[telling]}, which looks like parts, got ${firstNames(cells)}. Write train, val and test in it, or leave the column out.`,
  );
}

function ofNames(column: number): PartColumn {
  return { column, partOf: exactPart, expected: "train, val or test" };
}

function ofFlags(column: number, part: Part): PartColumn {
  const partOf = (cell: string) => {
    const flag = flagOf(cell);
    return flag === undefined ? undefined : flag ? part : "train";
  };
  return { column, partOf, expected: "true or false" };
}

function exactPart(cell: string): Part | undefined {
  const named = namedPart(cell);
  return named?.rest === "" ? named.part : undefined;
}

/** Whether all cells name parts, of which one is train; most columns are found out by their first cell. */
function tellsParts(table: CsvTable, column: number): boolean {
  const parts = new Set<Part>();
  const seen = new Map<string, Part | undefined>();
  for (let row = 0; row < table.length; row++) {
    const cell = table.cell(row, column).trim();
    const part = seen.has(cell) ? seen.get(cell) : namedPart(cell)?.part;
    if (part === undefined) return false;
    seen.set(cell, part);
    parts.add(part);
  }
  return parts.size > 1 && parts.has("train");
}

/** The different cells of a column. */
function cellsOf(table: CsvTable, column: number): readonly string[] {
  return [...new Set(Array.from({ length: table.length }, (_, row) => table.cell(row, column).trim()))];
}

/** The images of each part, by row. @throws DataError naming the line whose cell names no part. */
export function rowsOfParts(
  table: CsvTable,
  { column, partOf, expected }: PartColumn,
  file: string,
): Readonly<Record<Part, readonly number[]>> {
  const members: Record<Part, number[]> = { train: [], val: [], test: [] };
  for (let row = 0; row < table.length; row++) {
    const cell = table.cell(row, column).trim();
    const part = partOf(cell);
    if (!part)
      throw new DataError(
        `${file}, line ${table.line(row)}: expected ${expected} in the column ${table.columns[column]}, got "${shownText(cell)}".`,
      );
    members[part].push(row);
  }
  return members;
}

/** Whether a cell says yes; undefined if it says neither. */
export function flagOf(cell: string | undefined): boolean | undefined {
  const text = cell?.trim().toLowerCase() ?? "";
  if (/^(true|t|yes|y)$/.test(text) || (text !== "" && Number(text) === 1)) return true;
  if (/^(false|f|no|n)$/.test(text) || (text !== "" && Number(text) === 0)) return false;
  return undefined;
}
