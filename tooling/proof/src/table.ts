/** Tables in plain text: as terminals show them, and as Markdown takes them. */

/** A table with a row of names above it; numbers stand at the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] === "number"));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? "", width, isNumber[column])).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => `${"-".repeat(width - 1)}${isNumber[column] ? ":" : "-"}`).join(" | ")} |`;
  return [line(head), rule, ...all.slice(1).map(line)].join("\n");
}

function pad(text: string, width: number, atRight: boolean | undefined): string {
  return atRight ? text.padStart(width) : text.padEnd(width);
}
