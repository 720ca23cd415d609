/** What a training says before its first step and after its last. */
import type { BrokenImage, DatasetSplits } from "@tresnet/data";
import { printEvaluation } from "../evaluation/print-evaluation.ts";
import type { Position } from "../run-directory/checkpoint-metadata.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { TrainingSteps } from "./assemble-steps.ts";
import type { Tested } from "./test-model.ts";
import { start } from "./training-run.ts";

interface Start {
  readonly options: TrainOptions;
  readonly data: DatasetSplits;
  readonly run: RunDirectory;
  readonly position: Position;
}

/** Names model, data and run directory, and where a resumed run goes on. */
export function printStart(
  terminal: Terminal,
  { options, data, run, position }: Start,
  { loader, state }: Pick<TrainingSteps, "loader" | "state">,
): void {
  const { bold, dim } = terminal.colors;
  const counts = [
    `${data.train.length} to train`,
    data.val && `${data.val.length} to validate`,
    data.test && `${data.test.length} to test`,
  ];
  terminal.line(`${bold(`${options.model} on ${options.data}`)}: ${counts.filter(Boolean).join(", ")} images`);
  terminal.line(dim(`classes: ${shortList(data.train.classNames)}; run directory: ${run.folder}`));
  if (position !== start) {
    const step = position.epoch * loader.batchesPerEpoch + position.batch;
    terminal.line(`going on at epoch ${Math.min(position.epoch + 1, options.epochs)}, step ${step}`);
  }
  if (state.takesFeatures) {
    terminal.line(dim("the backbone is frozen and images always look the same: its features are computed once"));
  }
}

function shortList(names: readonly string[]): string {
  return names.length <= 10 ? names.join(", ") : `${names.slice(0, 10).join(", ")} … (${names.length})`;
}

interface End {
  readonly run: RunDirectory;
  readonly tested: Tested | undefined;
  /** Images that could not be read. */
  readonly broken: readonly BrokenImage[];
  readonly credit: string | undefined;
}

/** Prints the final scores, and where everything is. */
export function printEnd(terminal: Terminal, { run, tested, broken, credit }: End): void {
  terminal.line();
  if (tested !== undefined) printEvaluation(terminal, tested.result.evaluation, tested.what);
  const [first] = broken;
  if (first !== undefined) {
    const example = `such as ${first.id}: ${first.reason}`;
    terminal.line(
      terminal.colors.yellow(
        `${broken.length} images could not be read and were skipped, ${example}; the report lists them`,
      ),
    );
  }
  if (credit !== undefined) terminal.line(terminal.colors.dim(`data: ${credit}`));
  terminal.line(`run directory: ${run.folder}`);
  terminal.line(`report: ${run.report}`);
}
