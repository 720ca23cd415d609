/** `tresnet evaluate`: scores a trained model on labelled images. */
import { isDeepStrictEqual } from "node:util";
import {
  type Dataset,
  type DatasetSplits,
  isMultiLabel,
  type OpenDatasetOptions,
  openDataset,
  selectImages,
} from "@tresnet/data";
import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { evaluateDataset } from "../evaluation/evaluate-dataset.ts";
import { evaluationJson } from "../evaluation/evaluation-json.ts";
import { knownImages, namedBy } from "../evaluation/known-images.ts";
import { predictDataset } from "../evaluation/predict-dataset.ts";
import { printEvaluation } from "../evaluation/print-evaluation.ts";
import { chooseThresholds } from "../evaluation/score-labels.ts";
import { readThresholds, requireLabels, type Thresholds, writeThresholds } from "../evaluation/thresholds.ts";
import { viewsOf } from "../evaluation/views.ts";
import { withCheckpoint } from "../evaluation/with-checkpoint.ts";
import { checkPredictionsFile, writePredictions } from "../evaluation/write-predictions.ts";
import { evaluationTransform } from "../images/data-plan.ts";
import type { Checkpoint } from "../model/load-model.ts";
import { addModelOptions, openModel } from "../model/open-model.ts";
import { addOptions } from "../options/add-options.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import { dataFingerprint } from "../run-directory/data-fingerprint.ts";
import { configBeside, type RunConfig } from "../run-directory/run-directory.ts";
import { checkDataName } from "../settings/check-data-name.ts";
import { type EvaluateOptions, evaluateSections, evaluateTable } from "../settings/inference-options.ts";
import { checkOutputFile } from "../terminal/check-output-file.ts";
import { formatCount } from "../terminal/format.ts";
import { countLine, paintProgress } from "../terminal/progress-line.ts";
import { provisionProgress } from "../terminal/provision-progress.ts";
import { createTerminal, type Terminal } from "../terminal/terminal.ts";

export function addEvaluateCommand(program: Command): void {
  const command = program
    .command("evaluate")
    .summary("score a trained model on labelled images")
    .description(
      "Applies a trained model to labelled images: accuracy, F1, ROC-AUC, calibration, confusion matrix, each class; for several labels per image mAP, CF1 and OF1.",
    )
    .argument("[data]", "what to evaluate on, instead of --data")
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(addModelOptions(command), evaluateSections);
  command.action(async (data: string | undefined, flags: Record<string, unknown>) => {
    const { checkpoint, model, json, ...rest } = flags;
    const values = { ...rest, ...(data === undefined ? {} : { data }) };
    const given = resolveOptions(evaluateTable, [{ source: "command line", values }]);
    const options = given.data === undefined ? given : { ...given, data: checkDataName(given.data) };
    if (options.output !== undefined) await checkPredictionsFile(options.output);
    if (options.saveThresholds !== undefined) await checkOutputFile("--save-thresholds", options.saveThresholds);
    const terminal = createTerminal({ json: json === true });
    terminal.json(await evaluate(terminal, await openModel(terminal, { checkpoint, model }), options));
  });
}

async function evaluate(terminal: Terminal, found: Checkpoint, options: EvaluateOptions) {
  const opened = await openData(terminal, found, options);
  const { what } = opened;
  const checkpoint = namedBy(terminal, found, opened.data);
  const { model: saved } = checkpoint.info;
  const data = knownImages(terminal, checkpoint, opened.data);
  const leftOut = opened.data.length - data.length;
  const val = opened.val === opened.data ? data : opened.val;
  checkTask(checkpoint, data);
  const wanted = await thresholdOf(options, saved, { data, val });
  const threshold = isDataset(wanted) ? knownImages(terminal, checkpoint, wanted) : wanted;
  const views = viewsOf(options.tta, evaluationTransform(saved));
  const inference = { ...options, transform: () => views.transform };
  return withCheckpoint(terminal, checkpoint, data, inference, async (evaluator, loader, loaderOf) => {
    const pass = (doing: string) => ({
      onProgress: (done: number, total: number) =>
        terminal.update(paintProgress(countLine(doing, done, total, terminal.columns - 1), terminal.colors)),
      views: options.tta === "none" ? undefined : views.of,
      classes: saved.numClasses,
    });
    const thresholds = isDataset(threshold)
      ? chooseThresholds(await predictDataset(evaluator, loaderOf(threshold), threshold, pass("choosing thresholds")))
      : threshold;
    const { evaluation, predictions, broken } = await evaluateDataset(evaluator, loader, data, {
      ...pass("evaluating"),
      thresholds,
    });
    printEvaluation(terminal, evaluation, what);
    if (isDataset(threshold)) {
      terminal.line(terminal.colors.dim(`thresholds: chosen on ${formatCount(threshold.length)} validation images`));
    }
    if (options.saveThresholds !== undefined && typeof thresholds === "object") {
      await writeThresholds(options.saveThresholds, thresholds, saved);
      terminal.line(`thresholds: ${options.saveThresholds}`);
    }
    for (const { id, reason } of broken) terminal.line(terminal.colors.yellow(`skipped ${id}: ${reason}`));
    if (options.output !== undefined) {
      const rows = predictions.map(({ index, ...prediction }) => ({ file: data.id(index), ...prediction }));
      const chosen = evaluation.task === "multi-label" ? evaluation.classes.map((one) => one.threshold) : undefined;
      await writePredictions(options.output, rows, saved.classNames, chosen);
      terminal.line(`predictions: ${options.output}`);
    }
    if (data.credit !== undefined) terminal.line(terminal.colors.dim(`data: ${data.credit}`));
    const skipped = broken.map(({ id, reason }) => ({ file: id, reason }));
    const { tta } = options;
    return {
      checkpoint: checkpoint.file,
      model: saved.model,
      what,
      tta,
      ...evaluationJson(evaluation),
      // Of classes that the model does not know.
      ...(leftOut > 0 && { leftOut }),
      broken: skipped,
    };
  });
}

/** What decides between yes and no: thresholds, or the images on which to choose one per class. */
async function thresholdOf(
  { threshold, saveThresholds }: EvaluateOptions,
  model: SavedModel,
  { data, val }: { readonly data: Dataset; readonly val: Dataset | undefined },
): Promise<Thresholds | Dataset> {
  if (saveThresholds !== undefined && threshold !== "val") {
    throw new UsageError(`--save-thresholds: expected --threshold val with it, got ${threshold ?? "none"}. Add it.`);
  }
  if (threshold !== "val") return readThresholds(threshold, model);
  requireLabels("--threshold", model);
  if (val === undefined) {
    throw new UsageError(`--threshold val: expected validation images, and ${data.name} has none. Give a number.`);
  }
  if (val !== data) return val;
  throw new UsageError(
    "--threshold val: expected other images to score, got the validation images themselves, which would flatter. Add --split test.",
  );
}

/** The wanted part of the data; random splits are those of the training. */
async function openData(
  terminal: Terminal,
  { file }: Checkpoint,
  options: EvaluateOptions,
): Promise<{ readonly data: Dataset; readonly val: Dataset | undefined; readonly what: string }> {
  const trained = await configBeside(file);
  const spec = options.data ?? trained?.options.data;
  if (spec === undefined) {
    throw new UsageError(`evaluate: expected data, got none, and there is no config.json beside ${file}. Add --data.`);
  }
  const seed = options.seed ?? trained?.options.seed ?? 0;
  const open = (settings: OpenDatasetOptions) =>
    openDataset(spec, {
      seed,
      holdOut: trained?.options.valSplit,
      onProgress: provisionProgress(terminal),
      ...settings,
    });
  const known = trained && (await trainedParts(spec, trained, seed, open));
  if (known?.hasChanged && options.seed === undefined) {
    terminal.line(
      terminal.colors.yellow(
        `${spec} has changed since the training: where parts are drawn, images that were trained on may be among these`,
      ),
    );
  }
  // A folder or file that was not trained on has no test part of its own: all of it is.
  const parts = known?.parts ?? (await open(isOfOneUser(spec) ? { fractions: [1, 0, 0] } : {}));
  return { ...choosePart(parts, options.split, spec), val: parts.val };
}

/** The parts of the training, where the data is what was trained on: by its name or, in another place, by its files. */
async function trainedParts(
  spec: string,
  { options, data }: RunConfig,
  wantedSeed: number,
  open: (settings: OpenDatasetOptions) => Promise<DatasetSplits>,
): Promise<{ readonly parts: DatasetSplits; readonly hasChanged: boolean } | undefined> {
  const isNamed = spec === options.data;
  if (!isNamed && !isOfOneUser(spec)) return undefined;
  const seed = isNamed ? wantedSeed : options.seed;
  const { classes, trainPerClass } = options;
  const opening = open({ seed }).then((opened) => selectImages(opened, { classes, trainPerClass, seed }));
  // Elsewhere it may be other data, with other classes.
  const parts = await (isNamed ? opening : opening.catch(() => undefined));
  const hasChanged = parts === undefined || !isDeepStrictEqual(dataFingerprint(parts), data);
  return parts === undefined || (hasChanged && !isNamed) ? undefined : { parts, hasChanged };
}

/** Whether data lies where a user has put it, and may lie elsewhere next time. */
function isOfOneUser(spec: string): boolean {
  return /^(folder|csv):/.test(spec);
}

function isDataset(threshold: Thresholds | Dataset): threshold is Dataset {
  return typeof threshold === "object" && "classNames" in threshold;
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

function checkTask({ file, info }: Checkpoint, data: Dataset): void {
  const several = "any number of classes per image";
  const trained = info.model.task === "multi-label" ? several : "one class per image";
  const given = isMultiLabel(data) ? several : "one class per image";
  if (trained === given) return;
  throw new UsageError(
    `${data.name} has ${given}, but ${file} was trained on ${trained}. Evaluate on data of its kind.`,
  );
}
