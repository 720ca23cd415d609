/** Comma-separated values after RFC 4180. */

/**
 * Rows as text with CRLF line ends; a cell with a comma, a quote or a line break is quoted.
 *
 * Text that a spreadsheet would take for a formula, such as a file's or a class's name that begins with =, +, -, @ or
 * a tab, has an apostrophe before it, which spreadsheets take for "this is text".
 * @see OWASP, CSV injection
 */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

/** Rows as `toCsv` writes them, for programs: names that begin as a formula does stay as they are. */
export function toPlainCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quotedCell).join(",")}\r\n`).join("");
}

function cellText(cell: string | number): string {
  const text = typeof cell === "string" && /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : String(cell);
  return quotedCell(text);
}

function quotedCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
