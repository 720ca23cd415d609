/** `tresnet predict`: says what is on images. */
import { imageFiles } from "@tresnet/data";
import type { Command } from "commander";
import { findInputs } from "../evaluation/find-inputs.ts";
import { predictDataset } from "../evaluation/predict-dataset.ts";
import { labelsAbove, readThresholds } from "../evaluation/thresholds.ts";
import { withCheckpoint } from "../evaluation/with-checkpoint.ts";
import { checkPredictionsFile, writePredictions } from "../evaluation/write-predictions.ts";
import { type Checkpoint, classNameOf } from "../model/load-model.ts";
import { addModelOptions, openModel } from "../model/open-model.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { type PredictOptions, predictSections, predictTable } from "../settings/inference-options.ts";
import { formatCount, formatPercent } from "../terminal/format.ts";
import { countLine, paintProgress } from "../terminal/progress-line.ts";
import { formatTable } from "../terminal/table.ts";
import { createTerminal, type Terminal } from "../terminal/terminal.ts";

export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .summary("say what is on images")
    .description(
      "Classifies images with a trained model, or with published weights. Class names, input size and colours come with them.",
    )
    .argument("<images...>", "files, folders or globs such as 'photos/**/*.jpg'")
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(addModelOptions(command), predictSections);
  command.action(async (inputs: string[], flags: Record<string, unknown>) => {
    const { checkpoint, model, json, ...values } = flags;
    const options = resolveOptions(predictTable, [{ source: "command line", values }]);
    if (options.output !== undefined) await checkPredictionsFile(options.output);
    const terminal = createTerminal({ json: json === true });
    const opened = await openModel(terminal, { checkpoint, model });
    terminal.json(await predict(terminal, opened, await findInputs(inputs), options));
  });
}

async function predict(terminal: Terminal, checkpoint: Checkpoint, files: readonly string[], options: PredictOptions) {
  const { model: saved } = checkpoint.info;
  const several = saved.task === "multi-label";
  const thresholds = await readThresholds(options.threshold, saved);
  const data = imageFiles(
    "the images",
    saved.classNames,
    files.map((path) => ({ path, label: -1 })),
  );
  return withCheckpoint(terminal, checkpoint, data, options, async (evaluator, loader) => {
    const onProgress = (done: number, total: number) =>
      terminal.update(paintProgress(countLine("predicting", done, total, terminal.columns - 1), terminal.colors));
    const predictions = await predictDataset(evaluator, loader, data, { onProgress });
    const { broken } = loader;
    for (const { id, reason } of broken) terminal.line(terminal.colors.yellow(`skipped ${id}: ${reason}`));
    if (predictions.length === 0) {
      throw new Error(`predict: none of the ${formatCount(files.length)} images could be read.`);
    }
    const rows = predictions.map(({ index, probabilities }) => ({ file: data.id(index), probabilities }));
    const name = (index: number) => classNameOf(saved.classNames, index);
    const images = rows.map(({ file, probabilities }) => ({
      file,
      ...(several && { classes: labelsAbove(probabilities, thresholds).map(name) }),
      predictions: topClasses(probabilities, options.topk, name),
    }));
    if (options.output !== undefined) {
      await writePredictions(options.output, rows, saved.classNames, several ? thresholds : undefined);
    }
    printPredictions(terminal, images);
    if (options.output !== undefined) terminal.line(`predictions: ${options.output}`);
    return { model: saved.model, images, broken: broken.map(({ id, reason }) => ({ file: id, reason })) };
  });
}

interface ClassProbability {
  readonly class: string;
  readonly probability: number;
}

interface PredictedImage {
  readonly file: string;
  /** Where an image has any number of them: those that it is said to have. */
  readonly classes?: readonly string[];
  /** The likeliest. */
  readonly predictions: readonly ClassProbability[];
}

/** The `count` likeliest classes, likeliest first; of equals the lower index. */
export function topClasses(
  probabilities: Float32Array,
  count: number,
  name: (index: number) => string,
): ClassProbability[] {
  return Array.from(probabilities, (probability, index) => ({ probability, index }))
    .sort((a, b) => b.probability - a.probability || a.index - b.index)
    .slice(0, count)
    .map(({ probability, index }) => ({ class: name(index), probability }));
}

function printPredictions(terminal: Terminal, images: readonly PredictedImage[]): void {
  const rows = images.map(({ file, classes, predictions }) => [
    file,
    ...(classes === undefined ? [] : [classes.length === 0 ? "(none)" : classes.join(", ")]),
    ...predictions.flatMap((one) => [one.class, formatPercent(one.probability)]),
  ]);
  const columns = (images[0]?.predictions ?? []).flatMap(() => ["left", "right"] as const);
  const said = images[0]?.classes === undefined ? [] : (["left"] as const);
  for (const line of formatTable(rows, ["left", ...said, ...columns])) terminal.line(line);
}
