/** The events of every function on the terminal. */
import type { CommonEvent } from "../job/events.ts";
import { countLine, paintProgress } from "../terminal/progress-line.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { fetchProgress } from "./fetch-progress.ts";

/** A listener that shows downloads and counted work in the live line, and prints notices. */
export function showCommon(terminal: Terminal): (event: CommonEvent) => void {
  const download = fetchProgress(terminal);
  return (event) => {
    switch (event.type) {
      case "download":
        return download(event);
      case "engine":
      case "weights":
        return terminal.update("");
      case "notice":
        return terminal.line(event.level === "warning" ? terminal.colors.yellow(event.message) : event.message);
      case "progress": {
        const line = countLine(event.work, event.done, event.total, terminal.columns - 1);
        return terminal.update(paintProgress(line, terminal.colors));
      }
      default:
        return event satisfies never;
    }
  };
}
