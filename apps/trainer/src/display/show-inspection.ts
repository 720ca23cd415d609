/** An inspection of data on the terminal. */
import type { InspectDataEvent } from "../functions/inspect-data.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { printInspection } from "./print-inspection.ts";
import { showCommon } from "./show-common.ts";

/** A listener for `inspectData`. */
export function showInspection(terminal: Terminal): (event: InspectDataEvent) => void {
  const common = showCommon(terminal);
  return (event) => {
    switch (event.type) {
      case "inspected":
        return printInspection(terminal, event.inspection);
      case "done":
        return terminal.line(`contact sheet: ${event.result.output}`);
      default:
        return common(event);
    }
  };
}
