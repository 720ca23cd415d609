/** `tresnet train`: trains a model, or goes on with a run. */
import type { Command } from "commander";
import { showTraining } from "../display/show-training.ts";
import { UsageError } from "../errors.ts";
import { resume, train } from "../functions/train.ts";
import { addOptions } from "../options/add-options.ts";
import { collectTasks, dealTasks } from "../options/numbered-task.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { placeOptions, placeTable } from "../settings/cluster/cluster-options.ts";
import { givenTrainOptions } from "../settings/given-train-options.ts";
import { type TrainOptions, trainSections } from "../settings/train-options.ts";
import { commandName } from "../terminal/command-name.ts";
import { createTerminal, type Terminal } from "../terminal/terminal.ts";
import { shellWord } from "../text/shell-word.ts";
import { requireData } from "../training/checks/check-classes.ts";
import type { TrainResult } from "../training/train-result.ts";
import { evaluationJson } from "./evaluation-json.ts";
import { interruptible, stoppingAfterStep } from "./interruption.ts";

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
  collectTasks(command);
  command.action(async (data: string | undefined, flags: Record<string, unknown>) => {
    const { config, recipe, resume: run, json, ...given } = dealTasks(flags);
    const terminal = createTerminal({ json: json === true });
    const result = await (typeof run === "string"
      ? runResume(terminal, run, { data, config, recipe, ...given })
      : runTrain(terminal, await givenTrainOptions({ command: "train", data, config, recipe, flags: given })));
    terminal.json(trainingJson(result));
  });
}

/** Trains with settings, on the terminal. */
export function runTrain(terminal: Terminal, options: TrainOptions): Promise<TrainResult> {
  const named = { ...options, data: requireData(options, "train") };
  return shown(terminal, (settings) => train(named, settings));
}

async function runResume(terminal: Terminal, run: string, others: Record<string, unknown>): Promise<TrainResult> {
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  const place = Object.fromEntries(given.filter(([key]) => key in placeOptions));
  const extra = given.filter(([key]) => !(key in placeOptions));
  if (extra.length > 0) {
    throw new UsageError(
      `--resume takes all settings from the run but those of processes, got ${extra.map(([key]) => key).join(", ")} besides. Leave them out, or start a new run with --initial-checkpoint ${shellWord(`${run}/last.safetensors`)}.`,
    );
  }
  const checked = resolveOptions(placeTable, [{ source: "command line", values: place }]);
  return shown(terminal, (settings) => resume(run, settings, checked));
}

function shown(
  terminal: Terminal,
  work: (settings: NonNullable<Parameters<typeof train>[1]>) => Promise<TrainResult>,
): Promise<TrainResult> {
  return interruptible(
    () => terminal.line(stoppingAfterStep),
    (signal) => work({ onEvent: showTraining(terminal), signal, program: commandName() }),
  );
}

/** What `--json` tells of a run. */
export function trainingJson({ run, metrics, best, tested, exported }: TrainResult) {
  return {
    run: run.folder,
    report: run.report,
    checkpoint: run.best,
    epochs: metrics.length,
    seconds: metrics.at(-1)?.seconds ?? 0,
    best: best ?? null,
    evaluation: tested === undefined ? null : { what: tested.what, ...evaluationJson(tested.evaluation) },
    export: exported ?? null,
  };
}
