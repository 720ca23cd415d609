/** What an inspection found of boxes, on the terminal. */
import type { BoxFinding, BoxInspection } from "@tresnet/data";
import type { Terminal } from "../../terminal/terminal.ts";
import { formatCount } from "../../text/format.ts";
import { formatTable } from "../../text/table.ts";

const examplesShown = 3;

/** Prints the boxes of each part, odd boxes with where they stand, and warnings. */
export function printBoxes(terminal: Terminal, { parts, warnings, ...found }: BoxInspection): void {
  terminal.line();
  const rows = [
    ["part", "boxes", "crowds", "images without", "small", "medium", "large", "side, median"],
    ...parts.map(({ part, boxes, crowds, imagesWithout, bySize, side }) => [
      part,
      ...[boxes, crowds, imagesWithout, ...bySize].map(formatCount),
      side === undefined ? "–" : side.median.toFixed(0),
    ]),
  ];
  for (const line of formatTable(rows, [
    "left",
    ...rows.slice(0, 1).flatMap((row) => row.slice(1).map(() => "right" as const)),
  ])) {
    terminal.line(line);
  }
  for (const [name, finding] of boxFindings(found)) {
    if (finding.count === 0) continue;
    terminal.line(`${name}: ${formatCount(finding.count)}`);
    for (const { place, className, box } of finding.examples.slice(0, examplesShown)) {
      terminal.line(`  ${place}: ${className}, ${box.map((side) => Number(side.toFixed(1))).join(" ")}`);
    }
  }
  for (const warning of warnings) terminal.line(terminal.colors.yellow(`warning: ${warning}`));
}

/** The kinds of odd boxes in words. */
function boxFindings(found: Omit<BoxInspection, "parts" | "warnings">): readonly (readonly [string, BoxFinding])[] {
  return [
    ["boxes without an area, or no numbers", found.degenerate],
    ["boxes outside of their image", found.outside],
    ["boxes on another one of the same class", found.doubled],
    ["boxes of less than 4 pixels a side", found.tiny],
    ["boxes over nine tenths of their image", found.huge],
  ];
}
