/** Columns of text, lined up. */

/** How a column stands. */
export type Alignment = "left" | "right";

/** Rows as lines, columns two spaces apart and as wide as their widest cell; trailing blanks are cut. */
export function formatTable(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string[] {
  const widths = alignments.map((_, column) => Math.max(0, ...rows.map((row) => width(row[column] ?? ""))));
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
