/** A CSV file as rows of text that remember their lines. */
import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { DataError } from "../errors.ts";

/** One row of a CSV file. */
export interface CsvRow {
  /** The cells, as many as there are columns. */
  readonly cells: readonly string[];
  /** The row's line in the file, counted from 1. */
  readonly line: number;
}

/** A CSV file. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

const separators = [",", ";", "\t"] as const;

/**
 * Reads a file with a line of column names; commas, semicolons or tabs stand between cells, whichever that line has
 * most of.
 * @throws DataError that names file and line.
 */
export async function readCsvTable(file: string): Promise<CsvTable> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${file}: expected a CSV file that can be read (${reason}). Check the path.`, { cause });
  });
  const [header, ...rows] = parseRows(textOf(bytes, file), file);
  if (!header || rows.length === 0)
    throw new DataError(`${file}: expected a line of column names and one line per image, got fewer. Add them.`);
  const columns = header.cells.map((name) => name.trim());
  const twice = columns.find((name, index) => columns.indexOf(name) < index);
  if (twice !== undefined)
    throw new DataError(`${file}, line ${header.line}: expected columns of different names, got "${twice}" twice.`);
  return { columns, rows };
}

/** What other encodings have for umlauts would become names of classes. */
function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DataError(
      `${file}: expected text in UTF-8, got bytes of another encoding. Save it as UTF-8; Excel calls that "CSV UTF-8".`,
      { cause },
    );
  }
}

function parseRows(contents: string, file: string): CsvRow[] {
  const firstLine = contents.split(/\r?\n/, 1)[0] ?? "";
  const count = (separator: string) => firstLine.split(separator).length;
  const delimiter = separators.reduce((best, each) => (count(each) > count(best) ? each : best));
  try {
    const parsed: unknown = parse(contents, { delimiter, info: true, skip_empty_lines: true });
    return Array.isArray(parsed) ? parsed.map(toRow) : [];
  } catch (cause) {
    const place = isObject(cause) && typeof cause["lines"] === "number" ? `, line ${cause["lines"]}` : "";
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${file}${place}: expected as many cells as there are columns (${reason}). Mend the line.`, {
      cause,
    });
  }
}

/** csv-parse's { record, info: { lines } }, which says in which line a row ends. */
function toRow(parsed: unknown): CsvRow {
  const record = isObject(parsed) ? parsed["record"] : undefined;
  const info = isObject(parsed) ? parsed["info"] : undefined;
  return {
    cells: Array.isArray(record) ? record.map(String) : [],
    line: isObject(info) ? Number(info["lines"]) : 0,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
