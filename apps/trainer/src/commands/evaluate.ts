/** `tresnet evaluate`: scores a trained model on labelled images. */
import { type Dataset, type DatasetSplits, openDataset } from "@tresnet/data";
import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { evaluateDataset } from "../evaluation/evaluate-dataset.ts";
import { evaluationJson } from "../evaluation/evaluation-json.ts";
import { withCheckpoint } from "../evaluation/with-checkpoint.ts";
import { writePredictions } from "../evaluation/write-predictions.ts";
import { addOptions } from "../options/add-options.ts";
import { checkDataName } from "../options/check-data-name.ts";
import { type EvaluateOptions, evaluateSections, evaluateTable } from "../options/inference-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { formatCount } from "../output/format.ts";
import { printEvaluation } from "../output/print-evaluation.ts";
import { countLine, paintProgress } from "../output/progress-line.ts";
import { provisionProgress } from "../output/provision-progress.ts";
import { createTerminal, type Terminal } from "../output/terminal.ts";
import { type Checkpoint, openCheckpoint } from "../run/load-model.ts";
import { configBeside } from "../run/run-directory.ts";

export function addEvaluateCommand(program: Command): void {
  const command = program
    .command("evaluate")
    .summary("score a trained model on labelled images")
    .description(
      "Applies a trained model to labelled images: accuracy, balanced accuracy, confusion matrix, each class.",
    )
    .argument("[data]", "what to evaluate on, instead of --data")
    .requiredOption("--checkpoint <run>", "run directory, or one of its .safetensors files")
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(command, evaluateSections);
  command.action(async (data: string | undefined, flags: Record<string, unknown>) => {
    const { checkpoint, json, ...rest } = flags;
    const values = { ...rest, ...(data === undefined ? {} : { data }) };
    const given = resolveOptions(evaluateTable, [{ source: "command line", values }]);
    const options = given.data === undefined ? given : { ...given, data: checkDataName(given.data) };
    const terminal = createTerminal({ json: json === true });
    terminal.json(await evaluate(terminal, await openCheckpoint(String(checkpoint)), options));
  });
}

async function evaluate(terminal: Terminal, checkpoint: Checkpoint, options: EvaluateOptions) {
  const { data, what } = await openData(terminal, checkpoint, options);
  const { model: saved } = checkpoint.info;
  checkClasses(checkpoint, data);
  return withCheckpoint(terminal, checkpoint, data, options, async (evaluator, loader) => {
    const onProgress = (done: number, total: number) =>
      terminal.update(paintProgress(countLine("evaluating", done, total, terminal.columns - 1), terminal.colors));
    const { evaluation, predictions, broken } = await evaluateDataset(evaluator, loader, data, { onProgress });
    printEvaluation(terminal, evaluation, what);
    for (const { id, reason } of broken) terminal.line(terminal.colors.yellow(`skipped ${id}: ${reason}`));
    if (options.output !== undefined) {
      const rows = predictions.map(({ index, label, probabilities }) => ({
        file: data.id(index),
        label,
        probabilities,
      }));
      await writePredictions(options.output, rows, saved.classNames);
      terminal.line(`predictions: ${options.output}`);
    }
    if (data.credit !== undefined) terminal.line(terminal.colors.dim(`data: ${data.credit}`));
    const skipped = broken.map(({ id, reason }) => ({ file: id, reason }));
    return { checkpoint: checkpoint.file, model: saved.model, what, ...evaluationJson(evaluation), broken: skipped };
  });
}

/** The wanted part of the data; random splits are those of the training. */
async function openData(
  terminal: Terminal,
  { file }: Checkpoint,
  options: EvaluateOptions,
): Promise<{ readonly data: Dataset; readonly what: string }> {
  const trained = await configBeside(file);
  const spec = options.data ?? trained?.options.data;
  if (spec === undefined) {
    throw new UsageError(`evaluate: expected data, got none, and there is no config.json beside ${file}. Add --data.`);
  }
  const parts = await openDataset(spec, {
    seed: options.seed ?? trained?.options.seed ?? 0,
    holdOut: trained?.options.valSplit,
    // A folder that was not trained on has no test part of its own: all of it is.
    ...(spec === trained?.options.data || !spec.startsWith("folder:") ? {} : { fractions: [1, 0, 0] as const }),
    onProgress: provisionProgress(terminal),
  });
  return choosePart(parts, options.split, spec);
}

function choosePart(parts: DatasetSplits, split: EvaluateOptions["split"], spec: string) {
  const name = split === "auto" ? (parts.test ? "test" : parts.val ? "val" : "train") : split;
  const data = parts[name];
  if (data === undefined) {
    const there = Object.keys(parts).join(", ");
    throw new UsageError(`--split: expected a part that ${spec} has (${there}), got ${name}.`);
  }
  const words = { train: "images", val: "validation images", test: "test images" } as const;
  return { data, what: split === "train" ? "training images" : words[name] };
}

function checkClasses({ file, info }: Checkpoint, data: Dataset): void {
  const trained = info.model.classNames;
  if (String(trained) === String(data.classNames)) return;
  throw new UsageError(
    `${data.name} has the classes ${shortList(data.classNames)}, but ${file} was trained on ${shortList(trained)}. Evaluate on data with the same classes.`,
  );
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length <= 8 ? shown : `${shown} … (${formatCount(names.length)})`;
}
