/** `tresnet predict`: says what is on images. */
import * as tf from "@tensorflow/tfjs-core";
import { BatchLoader, imageFiles } from "@tresnet/data";
import { createEvaluator, type Evaluator } from "@tresnet/training";
import type { Command } from "commander";
import { findInputs } from "../evaluation/find-inputs.ts";
import { checkPredictionsFile, type PredictionRow, writePredictions } from "../evaluation/write-predictions.ts";
import { addOptions } from "../options/add-options.ts";
import { type PredictOptions, predictSections, predictTable } from "../options/inference-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { formatCount, formatPercent } from "../output/format.ts";
import { countLine, paintProgress } from "../output/progress-line.ts";
import { formatTable } from "../output/table.ts";
import { createTerminal, type Terminal } from "../output/terminal.ts";
import { evaluationTransform } from "../run/data-plan.ts";
import { type Checkpoint, classNameOf, loadModel, openCheckpoint } from "../run/load-model.ts";
import { startEngine } from "../run/start-engine.ts";

export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .summary("say what is on images")
    .description(
      "Classifies images with a trained model. Class names, input size and colours come from the checkpoint.",
    )
    .argument("<images...>", "files, folders or globs such as 'photos/**/*.jpg'")
    .requiredOption("--checkpoint <run>", "run directory, or one of its .safetensors files")
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(command, predictSections);
  command.action(async (inputs: string[], flags: Record<string, unknown>) => {
    const { checkpoint, json, ...values } = flags;
    const options = resolveOptions(predictTable, [{ source: "command line", values }]);
    if (options.output !== undefined) checkPredictionsFile(options.output);
    const terminal = createTerminal({ json: json === true });
    const opened = await openCheckpoint(String(checkpoint));
    terminal.json(await predict(terminal, opened, await findInputs(inputs), options));
  });
}

async function predict(terminal: Terminal, checkpoint: Checkpoint, files: readonly string[], options: PredictOptions) {
  await startEngine(terminal, options);
  const { model: saved } = checkpoint.info;
  const { precision, workers, onBroken, output } = options;
  const batchSize = Math.min(options.batchSize, files.length);
  const data = imageFiles(
    "the images",
    saved.classNames,
    files.map((path) => ({ path, label: -1 })),
  );
  const loader = new BatchLoader(data, {
    batchSize,
    workers,
    onBroken,
    cache: false,
    transform: evaluationTransform(saved),
  });
  const model = await loadModel(checkpoint);
  const evaluator = createEvaluator(model, { batchSize, precision });
  try {
    const rows = await classify(terminal, loader, evaluator, files);
    const { broken } = loader;
    for (const { id, reason } of broken) terminal.line(terminal.colors.yellow(`skipped ${id}: ${reason}`));
    if (rows.length === 0) throw new Error(`predict: none of the ${formatCount(files.length)} images could be read.`);
    const name = (index: number) => classNameOf(saved.classNames, index);
    const images = rows.map((row) => ({
      file: row.file,
      predictions: topClasses(row.probabilities, options.topk, name),
    }));
    printPredictions(terminal, images);
    if (output !== undefined) {
      await writePredictions(output, rows, saved.classNames);
      terminal.line(`predictions: ${output}`);
    }
    return { model: saved.model, images, broken: broken.map(({ id, reason }) => ({ file: id, reason })) };
  } finally {
    await loader.close();
    evaluator.dispose();
    model.dispose();
  }
}

async function classify(
  terminal: Terminal,
  loader: BatchLoader,
  evaluator: Evaluator,
  files: readonly string[],
): Promise<PredictionRow[]> {
  const rows: PredictionRow[] = [];
  for await (const batch of loader.epoch(0)) {
    const images = tf.tensor4d(batch.images, [...batch.shape]);
    const { probabilities } = await evaluator.run(images).finally(() => images.dispose());
    const classes = probabilities.length / batch.indices.length;
    for (const [place, index] of batch.indices.entries()) {
      const file = files[index] ?? "";
      rows.push({ file, probabilities: probabilities.slice(place * classes, (place + 1) * classes) });
    }
    const line = countLine("predicting", rows.length, files.length, terminal.columns - 1);
    terminal.update(paintProgress(line, terminal.colors));
  }
  return rows;
}

interface ClassProbability {
  readonly class: string;
  readonly probability: number;
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

function printPredictions(
  terminal: Terminal,
  images: readonly { readonly file: string; readonly predictions: readonly ClassProbability[] }[],
): void {
  const rows = images.map(({ file, predictions }) => [
    file,
    ...predictions.flatMap((one) => [one.class, formatPercent(one.probability)]),
  ]);
  const columns = (images[0]?.predictions ?? []).flatMap(() => ["left", "right"] as const);
  for (const line of formatTable(rows, ["left", ...columns])) terminal.line(line);
}
