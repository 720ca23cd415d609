/** What `data clean` found, on the terminal. */
import type { CleanDataEvent } from "../functions/clean-data.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatCount, formatPercent } from "../text/format.ts";
import { formatTable } from "../text/table.ts";
import { showCommon } from "./show-common.ts";
import { printSkipped } from "./show-evaluation.ts";

/** Wrong labels that are listed. */
const mostListed = 10;

/** A listener for `cleanData`. */
export function showCleaning(terminal: Terminal): (event: CleanDataEvent) => void {
  const common = showCommon(terminal);
  return (event) => {
    if (event.type !== "done") return common(event);
    const { images, agreement, wrongLabels, duplicates, broken, output, csv } = event.result;
    if (broken.length > 0) printSkipped(terminal, broken);
    terminal.line(
      `${formatCount(images)} images; the cross-validated model answers ${formatPercent(agreement)} of their labels`,
    );
    terminal.line(
      terminal.colors.bold(
        `${formatCount(wrongLabels.length)} labels are likely wrong, ${formatCount(duplicates.length)} groups of look-alikes are in more than one part`,
      ),
    );
    const rows = wrongLabels
      .slice(0, mostListed)
      .map((one) => [one.file, one.class, "→", one.suggested, formatPercent(one.probability)]);
    for (const line of formatTable(rows, ["left", "left", "left", "left", "right"])) terminal.line(`  ${line}`);
    if (wrongLabels.length > mostListed) terminal.line(`  … ${formatCount(wrongLabels.length - mostListed)} more`);
    terminal.line(`decide on each: ${output}`);
    terminal.line(
      csv === undefined
        ? "no CSV: the images are not files of their own"
        : `with every suggestion taken: csv:${csv} (the images are as they were)`,
    );
  };
}
