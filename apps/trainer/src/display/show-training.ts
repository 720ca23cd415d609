/** A training on the terminal: a live line or plain lines while it runs, and its words before and after. */
import type { Terminal } from "../terminal/terminal.ts";
import type { TrainEvent } from "../training/train-event.ts";
import { printEnd, printStart } from "./print-run.ts";
import { ProgressReport } from "./progress-report.ts";
import { showCommon } from "./show-common.ts";

/** A listener for `train` and `resume`. */
export function showTraining(terminal: Terminal): (event: TrainEvent) => void {
  const common = showCommon(terminal);
  let progress: ProgressReport | undefined;
  return (event) => {
    switch (event.type) {
      case "started": {
        const { epochs, logInterval } = event.options;
        printStart(terminal, event);
        progress = new ProgressReport(terminal, { epochs, stepsPerEpoch: event.stepsPerEpoch, logInterval });
        return;
      }
      case "step":
        return progress?.step({ ...event, loss: event.meanLoss, accuracy: event.meanAccuracy });
      case "epoch":
        return progress?.epoch(event.metrics, event);
      case "done":
        return printEnd(terminal, event.result);
      case "validation":
      case "checkpoint":
      case "tested":
        return;
      default:
        return common(event);
    }
  };
}
