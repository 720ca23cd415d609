/** An export on the terminal. */
import type { ExportModelResult } from "../export/export-result.ts";
import type { ExportModelEvent } from "../functions/export-model.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatCount, formatPercent } from "../text/format.ts";
import { showCommon } from "./show-common.ts";

/** A listener for `exportModel`. */
export function showExport(terminal: Terminal): (event: ExportModelEvent) => void {
  const common = showCommon(terminal);
  return (event) => (event.type === "done" ? printExport(terminal, event.result) : common(event));
}

function printExport(terminal: Terminal, result: ExportModelResult): void {
  const [first = "", ...others] = exportLines(terminal, result);
  terminal.line(first);
  for (const key of ["recipe", "score", "license_note"] as const) {
    const text = result.metadata[key];
    if (text !== undefined) terminal.line(terminal.colors.dim(`${key.replace("_", " ")}: ${text}`));
  }
  for (const line of others) terminal.line(line);
}

/** Where an export is and what it is; then how its check ended, and how it is opened. */
export function exportLines(
  terminal: Pick<Terminal, "colors">,
  { output, bytes, metadata: { content, architecture }, check, notChecked, open }: ExportModelResult,
): string[] {
  return [
    `${output}: ${content} of ${architecture}, ${formatCount(bytes)} bytes`,
    ...checkLines(terminal, { check, notChecked }),
    ...(open === undefined ? [] : [`Open it: ${open}`]),
  ];
}

/** How a check ended, or why there was none. */
export function checkLines(
  { colors }: Pick<Terminal, "colors">,
  { check, notChecked }: Pick<ExportModelResult, "check" | "notChecked">,
): string[] {
  const lines: string[] = [];
  if (check !== undefined) {
    const { runtime, what, deviation, limit, agreement } = check;
    lines.push(
      `checked by ${runtime} on ${what}: deviation ${deviation.toExponential(1)} of the greatest value (limit ${limit}), ${formatPercent(agreement)} same answers`,
    );
  }
  if (notChecked !== undefined) lines.push(colors.yellow(`not checked: ${notChecked}`));
  return lines;
}
