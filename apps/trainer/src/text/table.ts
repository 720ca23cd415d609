/** Columns of text, lined up. */
import { visible } from "./visible.ts";

/** How a column stands. */
export type Alignment = "left" | "right";

/**
 * Rows as lines, columns two spaces apart and as wide as their widest cell; trailing blanks are cut, and what a
 * terminal would obey is escaped.
 */
export function formatTable(given: readonly (readonly string[])[], alignments: readonly Alignment[]): string[] {
  const rows = given.map((row) => row.map(visible));
  // Not Math.max(...rows): there may be more rows than a function takes arguments.
  const widths = alignments.map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, width(row[column] ?? "")), 0),
  );
  return rows.map((row) =>
    alignments
      .map((alignment, column) => {
        const cell = row[column] ?? "";
        const blanks = " ".repeat((widths[column] ?? 0) - width(cell));
        return alignment === "left" ? cell + blanks : blanks + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}

function width(text: string): number {
  return [...text].length;
}
