/** `tresnet train`: trains a model, or goes on with a run. */
import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { evaluationJson } from "../evaluation/evaluation-json.ts";
import { addOptions } from "../options/add-options.ts";
import { givenTrainOptions } from "../settings/given-train-options.ts";
import { trainSections } from "../settings/train-options.ts";
import { shellWord } from "../terminal/shell-word.ts";
import { createTerminal, type Terminal } from "../terminal/terminal.ts";
import { runTraining, type TrainingOutcome } from "../training/run-training.ts";

export function addTrainCommand(program: Command): void {
  const command = program
    .command("train")
    .summary("train a model on your images")
    .description("Trains a model and writes a run directory: settings, metrics, checkpoints and a report.")
    .argument("[data]", "what to train on, instead of --data")
    .option("--config <file>", "settings from a YAML or JSON file, or from a run's config.json; flags win")
    .option("--recipe <name>", 'settings to start from, see "tresnet recipes"; file and flags win')
    .option("--resume <run>", "go on with the run in this directory, exactly where it stopped")
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(command, trainSections);
  command.action(async (data: string | undefined, flags: Record<string, unknown>) => {
    const { config, recipe, resume, json, ...given } = flags;
    const terminal = createTerminal({ json: json === true });
    const outcome = await (typeof resume === "string"
      ? resumed(terminal, resume, { data, config, recipe, ...given })
      : runTraining(terminal, {
          options: await givenTrainOptions({ command: "train", data, config, recipe, flags: given }),
        }));
    terminal.json(trainingJson(outcome));
  });
}

async function resumed(terminal: Terminal, resume: string, others: Record<string, unknown>): Promise<TrainingOutcome> {
  const extra = Object.entries(others).filter(([, value]) => value !== undefined);
  if (extra.length > 0) {
    throw new UsageError(
      `--resume takes all settings from the run, got ${extra.map(([key]) => key).join(", ")} besides. Leave them out, or start a new run with --initial-checkpoint ${shellWord(`${resume}/last.safetensors`)}.`,
    );
  }
  return runTraining(terminal, { resume });
}

/** What `--json` tells of a run. */
export function trainingJson({ run, metrics, best, tested }: TrainingOutcome) {
  return {
    run: run.folder,
    report: run.report,
    checkpoint: run.best,
    epochs: metrics.length,
    seconds: metrics.at(-1)?.seconds ?? 0,
    best: best ?? null,
    evaluation: tested === undefined ? null : { what: tested.what, ...evaluationJson(tested.result.evaluation) },
  };
}
