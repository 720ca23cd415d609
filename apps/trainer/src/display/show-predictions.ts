/** Predictions on the terminal. */
import type { PredictEvent } from "../evaluation/evaluation-events.ts";
import type { PredictedImage } from "../evaluation/results.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatPercent } from "../text/format.ts";
import { formatTable } from "../text/table.ts";
import { showCommon } from "./show-common.ts";
import { printSkipped } from "./show-evaluation.ts";

/** A listener for `predict`. */
export function showPredictions(terminal: Terminal): (event: PredictEvent) => void {
  const common = showCommon(terminal);
  return (event) => {
    switch (event.type) {
      case "skipped":
        return printSkipped(terminal, event.images);
      case "done": {
        const { images, output } = event.result;
        printPredictions(terminal, images);
        if (output !== undefined) terminal.line(`predictions: ${output}`);
        return;
      }
      default:
        return common(event);
    }
  };
}

function printPredictions(terminal: Terminal, images: readonly PredictedImage[]): void {
  const rows = images.map(({ file, classes, predictions }) => [
    file,
    ...(classes === undefined ? [] : [classes.length === 0 ? "(none)" : classes.join(", ")]),
    ...predictions.flatMap((one) => [one.class, formatPercent(one.probability)]),
  ]);
  const columns = (images[0]?.predictions ?? []).flatMap(() => ["left", "right"] as const);
  const said = images[0]?.classes === undefined ? [] : (["left"] as const);
  for (const line of formatTable(rows, ["left", ...said, ...columns])) terminal.line(line);
}
