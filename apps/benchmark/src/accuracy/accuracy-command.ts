/** `tresnet-bench accuracy`: the same model by the same recipe, here and in PyTorch: as accurate, and how fast? */
import { stat } from "node:fs/promises";
import path from "node:path";
import { type ModelName, modelNames } from "@tresnet/zoo";
import { type Command, InvalidArgumentError, Option } from "commander";
import { addRunOptions, checked, type RunFlags, wholeNumber } from "../flags/common-flags.ts";
import { type Result, writeResult, writeResultFiles } from "../output/write-result.ts";
import { findPyTorch } from "../peers/find-pytorch.ts";
import { threadsOn } from "../terms/run-conditions.ts";
import { countOf } from "../text/count-of.ts";
import { measureAccuracy } from "./measure-accuracy.ts";
import { accuracyChart } from "./results/accuracy-chart.ts";
import { accuracyReport } from "./results/accuracy-report.ts";
import type { AccuracyMeasurement } from "./results/accuracy-result.ts";
import { readEarlierAccuracy } from "./results/resume-accuracy.ts";
import {
  type AccuracySideName,
  accuracySideNames,
  parseAccuracySides,
  splitAccuracySides,
} from "./sides/accuracy-sides.ts";
import { findAccuracyData, parseDataPath } from "./sides/open-accuracy-data.ts";
import { StatusLine } from "./status-line.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

interface AccuracyFlags extends RunFlags {
  /** Undefined where the data are to be fetched. */
  readonly data?: string;
  readonly model: ModelName;
  readonly sides: AccuracySideName[];
  readonly seeds: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly weightDecay: number;
  readonly trainImages?: number;
  readonly threads?: number;
  readonly resume?: string;
}

const defaultSides: AccuracySideName[] = ["tresnet:bfloat16", "pytorch:bfloat16"];

export function addAccuracyCommand(program: Command): void {
  const command = program
    .command("accuracy")
    .summary("training on CIFAR-10 from scratch: accuracy and time, against PyTorch")
    .description(
      "Trains the same model by the same recipe on every side, from several seeds, the sides in turns epoch by epoch: test " +
        "accuracy, and time of training. Takes hours; with --output, every finished seed is kept.",
    )
    .option(
      "--data <name>",
      "cifar10, fetched once, or cifar10:PATH: the archive or its folder (default: cifar10)",
      checked(parseDataPath),
    )
    .addOption(new Option("--model <name>", "model").choices(modelNames).default("tresnet_s"))
    .addOption(
      new Option("--sides <names>", `who trains, out of ${accuracySideNames.join(", ")}`)
        .argParser(checked(parseAccuracySides))
        .default(defaultSides, defaultSides.join(",")),
    )
    .option("--seeds <count>", "trainings of every side: from the seeds 0, 1, …", wholeNumber, 3)
    .option("--epochs <count>", "passes over the training images", wholeNumber, 10)
    .option("-b, --batch-size <images>", "images in a step", wholeNumber, 128)
    .option("--lr <rate>", "highest learning rate of the cycle", positiveNumber, 0.3)
    .option("--weight-decay <factor>", "of convolution and dense weights only", numberFromZero, 0.0005)
    .option("--train-images <count>", "the first so many of the training images (default: all)", wholeNumber)
    .option("--threads <count>", "of every side (default: one for each core)", wholeNumber)
    .option("--resume <file>", "accuracy.json of an earlier run of the same options: trains the seeds that it lacks");
  addRunOptions(command, "accuracy").action(run);
}

async function run(flags: AccuracyFlags): Promise<void> {
  const earlier = flags.resume === undefined ? undefined : await readEarlierAccuracy(flags.resume);
  const folder = flags.output ?? (earlier && path.dirname(earlier.file));
  if (earlier === undefined && folder !== undefined) await refuseOverwriting(path.join(folder, "accuracy.json"));
  const pytorch = await findPyTorch();
  const { present, absent } = splitAccuracySides(flags.sides, pytorch.present ? null : pytorch.reason);
  if (present.length === 0) throw new Error(`accuracy: no side can run. ${absent[0]?.peer}: ${absent[0]?.reason}`);
  const output = new StatusLine();
  if (folder === undefined) output.line("Without --output nothing is kept of a run that is stopped.");
  const stop = stopOnSignal();
  const before = earlier && { seeds: earlier.seeds.length, file: earlier.file };
  let kept = before;
  try {
    const measurement = await measureAccuracy({
      settings: settingsOf(flags),
      sides: present,
      seeds: flags.seeds,
      location: await findAccuracyData(flags.data, stop.signal),
      cores: flags.cores,
      python: pytorch.present ? pytorch.python : undefined,
      absent,
      earlier,
      signal: stop.signal,
      output,
      onSeed: async (soFar) => {
        if (folder === undefined) return;
        await writeResultFiles(resultOf(soFar), folder);
        kept = { seeds: soFar.seeds.length, file: path.join(folder, "accuracy.json") };
      },
    });
    await writeResult(resultOf(measurement), { ...flags, ...(folder === undefined ? {} : { output: folder }) });
  } catch (error) {
    if (stop.signal.aborted || kept !== before) output.line(stoppedText(kept));
    if (!stop.signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    stop.close();
  }
}

/** Hours of training are in there. */
async function refuseOverwriting(file: string): Promise<void> {
  if (!(await stat(file).catch(() => undefined))) return;
  throw new Error(
    `accuracy: expected an --output folder without results, got ${file}. Go on with it by --resume ${file}, or name another folder.`,
  );
}

function settingsOf(flags: AccuracyFlags) {
  const { model, epochs, batchSize, lr: learningRate, weightDecay, cores, trainImages = null } = flags;
  const threads = flags.threads ?? threadsOn(cores);
  return { model, epochs, batchSize, learningRate, weightDecay, threads, trainImages };
}

function resultOf(measurement: AccuracyMeasurement): Result {
  const data = { command: "accuracy", ...measurement };
  return { name: "accuracy", data, markdown: accuracyReport(measurement), chart: accuracyChart(measurement) };
}

function stoppedText(kept: { readonly seeds: number; readonly file: string } | undefined): string {
  if (kept === undefined) return "Stopped before a seed was finished and kept.";
  const { seeds, file } = kept;
  return `Stopped. ${countOf(seeds, "finished seed")} in ${file}; go on with the same options and --resume ${file}.`;
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a number above 0.");
}

function numberFromZero(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("Expected a number of at least 0.");
}
