/** A CSV file as rows of text that remember their lines. */
import { readWhole } from "@tresnet/files";
import { DataError } from "../errors.ts";
import { shownText } from "../shown-text.ts";
import { refuseOtherKind } from "./refuse-other-kind.ts";
import { scanCsv } from "./scan-csv.ts";

/** A CSV file whose cells are cut out of its text when they are asked for: millions of rows take little memory. */
export interface CsvTable {
  /** The names in the first line, without blanks around them. */
  readonly columns: readonly string[];
  /** The number of rows below it that are not empty. */
  readonly length: number;
  /** The cell of a row and a column, both counted from 0, without the quotes around it; "" where there is none. */
  cell(row: number, column: number): string;
  /** The line of the file that a row begins in, counted from 1. */
  line(row: number): number;
}

const separators = [",", ";", "\t"] as const;
/** Half of what a JavaScript string can hold. */
const mostBytes = 256 * 2 ** 20;
const mostColumns = 100_000;

/**
 * Reads a file with a line of column names; commas, semicolons or tabs stand between cells, whichever that line has
 * most of. Without a heading the first line is a row like the others, and columns have no names.
 * @throws DataError that names file and line; for files above 256 MiB or of more than 100,000 columns.
 */
export async function readCsvTable(
  file: string,
  { hasHeading = true }: { readonly hasHeading?: boolean } = {},
): Promise<CsvTable> {
  const bytes = await bytesOf(file);
  refuseOtherKind(bytes, file, "a CSV file");
  const text = textOf(bytes, file);
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const count = (separator: string) => firstLine.split(separator).length;
  const delimiter = separators.reduce((best, each) => (count(each) > count(best) ? each : best));
  if (count(delimiter) > mostColumns) {
    throw new DataError(
      `${file}, line 1: expected at most ${mostColumns.toLocaleString("en-US")} columns, got ${count(delimiter).toLocaleString("en-US")}. Put the classes of an image into one column called "labels".`,
    );
  }
  const { columns: width, rows, cells, lines } = scanCsv(text, delimiter, file);
  if (rows < (hasHeading ? 2 : 1))
    throw new DataError(`${file}: expected a line of column names and one line per image, got fewer. Add them.`);
  const at = (row: number, column: number) => {
    const place = 2 * (row * width + column);
    const [start = 0, end = 0] = column < width ? [cells[place], cells[place + 1]] : [];
    return text.startsWith('"', start) && start < end
      ? text.slice(start + 1, end - 1).replaceAll('""', '"')
      : text.slice(start, end);
  };
  if (!hasHeading)
    return { columns: new Array<string>(width).fill(""), length: rows, cell: at, line: (row) => lines[row] ?? 0 };
  const columns = Array.from({ length: width }, (_, column) => at(0, column).trim());
  const seen = new Set<string>();
  for (const name of columns) {
    if (name !== "" && seen.has(name))
      throw new DataError(
        `${file}, line ${lines[0]}: expected columns of different names, got "${shownText(name)}" twice.`,
      );
    seen.add(name);
  }
  return { columns, length: rows - 1, cell: (row, column) => at(row + 1, column), line: (row) => lines[row + 1] ?? 0 };
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readWhole(file, { mostBytes });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(
      `${file}: expected a CSV file that can be read (${reason}). Check the path; of a table that is too large, leave out columns.`,
      { cause },
    );
  }
}

/** What begins so is UTF-16, as Excel's "Unicode text" and PowerShell's `>` write it. */
const utf16Marks = [
  { mark: [0xff, 0xfe], encoding: "utf-16le" },
  { mark: [0xfe, 0xff], encoding: "utf-16be" },
] as const;

/** What other encodings have for umlauts would become names of classes. */
function textOf(bytes: Uint8Array, file: string): string {
  const marked = utf16Marks.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte));
  try {
    const text = new TextDecoder(marked?.encoding ?? "utf-8", { fatal: true }).decode(bytes);
    // Every second byte of UTF-16 without its mark is one.
    if (text.includes("\0")) throw new Error("it has zeros");
    return text;
  } catch (cause) {
    throw new DataError(
      `${file}: expected text in UTF-8, or in UTF-16 with its mark at the start, got bytes of another encoding. Save it as UTF-8; Excel calls that "CSV UTF-8".`,
      { cause },
    );
  }
}
