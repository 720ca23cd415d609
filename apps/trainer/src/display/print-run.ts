/** What a training says before its first step and after its last. */
import type { Terminal } from "../terminal/terminal.ts";
import type { TrainStartedEvent } from "../training/train-event.ts";
import type { TrainResult } from "../training/train-result.ts";
import { printEvaluation } from "./print-evaluation.ts";
import { exportLines } from "./show-export.ts";

/** Names model, data and run directory, and where a resumed run goes on. */
export function printStart(
  terminal: Terminal,
  { run, options, images, classNames, from, featuresOnce }: TrainStartedEvent,
): void {
  const { bold, dim } = terminal.colors;
  const counts = [
    `${images.train} to train`,
    images.val !== undefined && `${images.val} to validate`,
    images.test !== undefined && `${images.test} to test`,
  ];
  terminal.line(`${bold(`${options.model} on ${options.data}`)}: ${counts.filter(Boolean).join(", ")} images`);
  terminal.line(dim(`classes: ${shortList(classNames)}; run directory: ${run}`));
  if (from !== undefined) terminal.line(`going on at epoch ${from.epoch}, step ${from.totalSteps}`);
  if (featuresOnce) {
    terminal.line(dim("the backbone is frozen and images always look the same: its features are computed once"));
  }
}

function shortList(names: readonly string[]): string {
  return names.length <= 10 ? names.join(", ") : `${names.slice(0, 10).join(", ")} … (${names.length})`;
}

/** Prints the final scores, and where everything is. */
export function printEnd(terminal: Terminal, { run, tested, broken, damaged, credit, exported }: TrainResult): void {
  terminal.line();
  if (tested !== undefined) printEvaluation(terminal, tested.evaluation, tested.what);
  const [first] = broken;
  if (first !== undefined) {
    const example = `such as ${first.id}: ${first.reason}`;
    terminal.line(
      terminal.colors.yellow(
        `${broken.length} images could not be read and were skipped, ${example}; the report lists them`,
      ),
    );
  }
  const [flawed] = damaged;
  if (flawed !== undefined) {
    const example = `such as ${flawed.id}: ${flawed.reason}`;
    terminal.line(
      terminal.colors.yellow(
        `${damaged.length} images are damaged and were decoded all the same, ${example}; the report lists them`,
      ),
    );
  }
  if (credit !== undefined) terminal.line(terminal.colors.dim(`data: ${credit}`));
  terminal.line(`run directory: ${run.folder}`);
  terminal.line(`report: ${run.report}`);
  if (exported === undefined) return;
  terminal.line();
  for (const line of exportLines(terminal, exported)) terminal.line(line);
}
