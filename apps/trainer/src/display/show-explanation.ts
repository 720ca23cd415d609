/** An explanation on the terminal. */
import type { ExplainEvent } from "../functions/explain.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatPercent } from "../text/format.ts";
import { formatTable } from "../text/table.ts";
import { showCommon } from "./show-common.ts";

/** A listener for `explain`. */
export function showExplanation(terminal: Terminal): (event: ExplainEvent) => void {
  const common = showCommon(terminal);
  return (event) => {
    if (event.type !== "done") return common(event);
    const { predictions, probability, stage, method, hottest, heat, output } = event.result;
    const rows = predictions.map((one) => [one.class, formatPercent(one.probability)]);
    for (const line of formatTable(rows, ["left", "right"])) terminal.line(line);
    const place = hottest === undefined ? "nothing speaks for it" : `hottest at (${hottest.x}, ${hottest.y})`;
    const map = `${heat.length} × ${heat[0]?.length ?? 0} map of ${stage} by ${method}`;
    terminal.line(`${event.result.class}, ${formatPercent(probability)}: ${place}, ${map}`);
    terminal.line(`picture: ${output}`);
  };
}
