/** A comparison as Markdown. */
import { markdownTable } from "../text/markdown-table.ts";
import { withQuartiles } from "../text/with-quartiles.ts";
import { type ComparedRatio, type Comparison, workOf } from "./compare-files.ts";

/** A table of the ratios, the verdict, then what makes it doubtful. */
export function comparisonReport({ ratios, warnings, fell, margin }: Comparison): string {
  const percent = `${Number((100 * margin).toPrecision(6))} %`;
  const head = ["ratio", "case", "before", "after", "change", "verdict"];
  const lost = ratios.filter(({ verdict }) => verdict === "fell").length;
  return [
    ...markdownTable(head, ratios.map(row)),
    "",
    fell
      ? `${lost} of ${ratios.length} ratios fell by more than ${percent}.`
      : `No ratio fell by more than ${percent}.`,
    ...warnings.map((warning) => `\nWarning: ${warning}`),
  ].join("\n");
}

function row({ name, before, after, change, verdict, ...about }: ComparedRatio): string[] {
  const percent = 100 * (change - 1);
  return [
    name,
    workOf(about),
    withQuartiles(before, 2),
    withQuartiles(after, 2),
    `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`,
    verdict === "fell" ? "**fell**" : verdict,
  ];
}
