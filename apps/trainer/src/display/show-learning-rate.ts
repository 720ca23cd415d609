/** A learning-rate range test on the terminal. */
import type { LearningRateEvent, LearningRateStartedEvent } from "../lr-find/learning-rate-event.ts";
import type { FoundLearningRate } from "../lr-find/learning-rate-test.ts";
import { rateText } from "../report/learning-rate-chart.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatTable } from "../text/table.ts";
import { ProgressReport } from "./progress-report.ts";
import { showCommon } from "./show-common.ts";

/** A listener for `findLearningRate`; `logInterval` are the steps between plain lines where there is no live line. */
export function showLearningRate(terminal: Terminal, logInterval: number): (event: LearningRateEvent) => void {
  const common = showCommon(terminal);
  let progress: ProgressReport | undefined;
  return (event) => {
    switch (event.type) {
      case "started":
        printStart(terminal, event);
        progress = new ProgressReport(terminal, { epochs: 1, stepsPerEpoch: event.steps, logInterval });
        return;
      case "step":
        return progress?.step({
          ...event,
          epoch: 1,
          loss: event.smoothedLoss,
          label: `lr ${rateText(event.learningRate)}`,
        });
      case "done":
        return printFound(terminal, event.result);
      default:
        return common(event);
    }
  };
}

function printStart(terminal: Terminal, started: LearningRateStartedEvent): void {
  const { model, data, images, steps, startLearningRate, endLearningRate, headAlone } = started;
  const { bold, dim } = terminal.colors;
  const range = `${steps} steps from ${startLearningRate} to ${endLearningRate}`;
  terminal.line(`${bold(`${model} on ${data}`)}: ${images} images, ${range}`);
  if (headAlone) {
    terminal.line(dim(`the head alone is trained, as in the first epochs of the training (--freeze-epochs)`));
  }
}

function printFound(
  terminal: Terminal,
  { suggested, problem, next, curve, diverged, ...files }: FoundLearningRate,
): void {
  const { bold, yellow } = terminal.colors;
  const last = rateText(curve.at(-1)?.learningRate ?? 0);
  terminal.line(diverged ? `the loss burst at ${last}, step ${curve.length}` : `the loss did not burst up to ${last}`);
  if (suggested === undefined) {
    terminal.line(yellow(problem ?? ""));
  } else {
    const rows = [
      ["valley", rateText(suggested.valley), "middle of the longest fall: take this one first"],
      ["steep", rateText(suggested.steep), "where the loss falls fastest"],
    ];
    for (const line of formatTable(rows, ["left", "right", "left"])) terminal.line(line);
  }
  terminal.line(`picture: ${files.picture}`);
  if (next !== undefined) terminal.line(`next: ${bold(next)}`);
}
