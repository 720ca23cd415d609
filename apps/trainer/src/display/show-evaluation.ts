/** An evaluation on the terminal. */
import type { BrokenImage } from "@tresnet/data";
import type { EvaluateEvent } from "../evaluation/evaluation-events.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatCount } from "../text/format.ts";
import { printEvaluation } from "./print-evaluation.ts";
import { showCommon } from "./show-common.ts";

/** A listener for `evaluate`. */
export function showEvaluation(terminal: Terminal): (event: EvaluateEvent) => void {
  const common = showCommon(terminal);
  const { dim } = terminal.colors;
  return (event) => {
    switch (event.type) {
      case "evaluated":
        printEvaluation(terminal, event.evaluation, event.what);
        if (event.thresholdImages === undefined) return;
        return terminal.line(dim(`thresholds: chosen on ${formatCount(event.thresholdImages)} validation images`));
      case "skipped":
        return printSkipped(terminal, event.images);
      case "written":
        return terminal.line(`${event.content}: ${event.file}`);
      case "done":
        if (event.result.credit !== undefined) terminal.line(dim(`data: ${event.result.credit}`));
        return;
      default:
        return common(event);
    }
  };
}

/** Names the images that could not be read, and why. */
export function printSkipped(terminal: Terminal, images: readonly BrokenImage[]): void {
  for (const { id, reason } of images) terminal.line(terminal.colors.yellow(`skipped ${id}: ${reason}`));
}
