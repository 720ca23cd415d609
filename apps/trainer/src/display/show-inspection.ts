/** An inspection of data on the terminal. */
import type { InspectDataEvent } from "../functions/inspect-data.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { printBoxes } from "./detection/print-boxes.ts";
import { printInspection } from "./print-inspection.ts";
import { showCommon } from "./show-common.ts";

/** A listener for `inspectData`. */
export function showInspection(terminal: Terminal): (event: InspectDataEvent) => void {
  const common = showCommon(terminal);
  return (event) => {
    switch (event.type) {
      case "inspected":
        printInspection(terminal, event.inspection);
        if (event.boxes !== undefined) printBoxes(terminal, event.boxes);
        return;
      case "done":
        return terminal.line(`contact sheet: ${event.result.output}`);
      default:
        return common(event);
    }
  };
}
