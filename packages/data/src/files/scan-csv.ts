/** Finds the cells of a CSV text (RFC 4180), in time that grows with its length alone. */
import { DataError } from "../errors.ts";

/** Where the cells are. */
export interface CsvCells {
  /** Cells of every row. */
  readonly columns: number;
  /** Rows that are not empty, the first included. */
  readonly rows: number;
  /** The start and the end of each cell in the text, quotes included: row by row. */
  readonly cells: Uint32Array;
  /** The line that each row begins in, counted from 1. */
  readonly lines: Uint32Array;
}

const [quote, lineFeed, carriageReturn] = [34, 10, 13];

/** @throws DataError that names file and line, when rows differ in their cells or a quote is where none may be. */
export function scanCsv(text: string, delimiter: string, file: string): CsvCells {
  const separator = delimiter.charCodeAt(0);
  let cells = new Uint32Array(1024);
  let lines = new Uint32Array(1024);
  let [columns, rows, used, at, line] = [0, 0, 0, 0, 1];
  const wrong = (where: number, what: string) => {
    throw new DataError(
      `${file}, line ${where}: expected as many cells as there are columns (${what}). Mend the line.`,
    );
  };
  while (at < text.length) {
    const [rowLine, before] = [line, used];
    let hasText = false;
    for (;;) {
      const start = at;
      if (text.charCodeAt(at) === quote) {
        at = closingQuote(text, at);
        if (at < 0) wrong(rowLine, "a quote is opened and not closed");
        line += lineFeeds(text, start, at);
      } else {
        for (let code = text.charCodeAt(at); at < text.length; code = text.charCodeAt(++at)) {
          if (code === separator || code === lineFeed || code === carriageReturn) break;
          if (code === quote)
            wrong(line, 'a quote stands inside a cell: put the cell into quotes, and "" for each in it');
        }
      }
      hasText ||= at > start;
      if (used + 2 > cells.length) cells = larger(cells);
      cells[used++] = start;
      cells[used++] = at;
      if (text.charCodeAt(at) !== separator) break;
      at++;
    }
    if (at < text.length && text.charCodeAt(at) !== lineFeed && text.charCodeAt(at) !== carriageReturn) {
      wrong(line, "text follows a closing quote");
    }
    at += text.charCodeAt(at) === carriageReturn && text.charCodeAt(at + 1) === lineFeed ? 2 : 1;
    line++;
    const found = (used - before) / 2;
    if (!hasText) {
      used = before;
      continue;
    }
    if (rows === 0) columns = found;
    if (found !== columns) wrong(rowLine, `it has ${found}, line ${lines[0]} has ${columns}`);
    if (rows === lines.length) lines = larger(lines);
    lines[rows++] = rowLine;
  }
  return { columns, rows, cells, lines };
}

/** The place after the quote that closes the one at `start`; -1 where there is none. */
function closingQuote(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== quote) return at + 1;
  }
  return -1;
}

function lineFeeds(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === lineFeed) count++;
  return count;
}

function larger(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const doubled = new Uint32Array(2 * array.length);
  doubled.set(array);
  return doubled;
}
