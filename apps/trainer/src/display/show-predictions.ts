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
      case "written":
        return terminal.line(`${event.content}: ${event.file}`);
      case "done": {
        const { images, output } = event.result;
        if (images.some(({ objects }) => objects !== undefined)) printObjects(terminal, images);
        else printPredictions(terminal, images);
        if (output !== undefined) terminal.line(`predictions: ${output}`);
        return;
      }
      default:
        return common(event);
    }
  };
}

/** Prints how many objects of each class were found on each image, and the surest score of each. */
function printObjects(terminal: Terminal, images: readonly PredictedImage[]): void {
  const rows = images.map(({ file, objects = [] }) => {
    const names = [...new Set(objects.map((one) => one.class))];
    const words = names.map((name) => {
      const ofClass = objects.filter((one) => one.class === name);
      return `${ofClass.length} ${name} (${formatPercent(ofClass[0]?.score, 0)})`;
    });
    return [file, words.length === 0 ? "(nothing)" : words.join(", ")];
  });
  for (const line of formatTable(rows, ["left", "left"])) terminal.line(line);
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
