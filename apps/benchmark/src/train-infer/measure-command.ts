/** `tresnet-bench train` and `tresnet-bench infer`: one model, side against side. */
import path from "node:path";
import { headIn } from "@tresnet/zoo";
import type { Command } from "commander";
import { type Measurement, measure } from "../contest/measure.ts";
import { addSideOptions, chooseSides, type SideFlags } from "../flags/choose-sides.ts";
import { addCaseOptions, addRunOptions, type CaseFlags, type RunFlags, wholeNumber } from "../flags/common-flags.ts";
import { contestChart } from "../output/contest-chart.ts";
import { markdownReport } from "../output/report.ts";
import { writeResult } from "../output/write-result.ts";
import { ownSidesFor } from "../sides/side-list.ts";
import type { BenchmarkCase, Task } from "../terms/cases.ts";
import { addDetectorOptions, checkDetectorSides, classesOf, type DetectorFlags, detectorOf } from "./detector-flags.ts";

interface MeasureFlags extends CaseFlags, RunFlags, SideFlags, DetectorFlags {
  readonly rounds: number;
  readonly numWarmIter: number;
  readonly numBenchIter: number;
  readonly checkpoint?: string;
}

/** What the two commands write. */
export interface MeasurementFile {
  readonly command: Task;
  /** One for each batch size. */
  readonly measurements: readonly Measurement[];
}

/** How the commands differ: in their words and their defaults. */
const tasks = {
  train: { what: "training steps", batchSizes: [16], warm: 3, bench: 14 },
  // An inference is a tenth of a step; more of them make a turn long enough to be timed.
  infer: { what: "inference", batchSizes: [1, 8, 32], warm: 10, bench: 70 },
} as const satisfies Record<Task, object>;

export function addMeasureCommand(program: Command, task: Task): void {
  const { what, batchSizes, warm, bench } = tasks[task];
  const command = program
    .command(task)
    .summary(`${what} of one model`)
    .description(`Measures ${what} of one model, every side and peer on the same weights and images, in turns.`);
  addCaseOptions(command, batchSizes);
  addSideOptions(command, "the traced ones of --precision")
    .option("--rounds <count>", "turns of every side", wholeNumber, 7)
    .option("--num-warm-iter <count>", "steps of every side before the first turn", wholeNumber, warm)
    .option("--num-bench-iter <count>", "measured steps of every side, spread over the rounds", wholeNumber, bench);
  if (task === "train") addDetectorOptions(command);
  if (task === "infer") {
    command.option(
      "--checkpoint <file>",
      "trained weights of --model, safetensors as runs have them (default: random ones)",
    );
  }
  addRunOptions(command, "benchmark").action((flags: MeasureFlags, self: Command) =>
    run(task, { ...flags, numClasses: classesOf(flags, self) }),
  );
}

async function run(task: Task, flags: MeasureFlags): Promise<void> {
  const own = flags.sides ?? ownSidesFor(flags.precision);
  const chosen = await chooseSides(own, flags.against, task);
  const detector = detectorOf(flags);
  if (detector !== undefined) checkDetectorSides(chosen.sides);
  const measurements: Measurement[] = [];
  const trained = flags.checkpoint === undefined ? {} : await trainedWeights(flags.checkpoint);
  for (const batchSize of flags.batchSize) {
    const measured: BenchmarkCase = {
      task,
      model: flags.model,
      imageSize: flags.imgSize,
      batchSize,
      classes: flags.numClasses,
      seed: flags.seed,
      ...(detector !== undefined && { detector }),
      ...trained,
    };
    if (flags.batchSize.length > 1) console.error(`batch ${batchSize}`);
    const measurement = await measure({
      case: measured,
      ...chosen,
      rounds: flags.rounds,
      stepsPerTurn: Math.ceil(flags.numBenchIter / flags.rounds),
      warmUpSteps: flags.numWarmIter,
      cores: flags.cores,
      onProgress: (line) => console.error(line),
    });
    measurements.push(measurement);
  }
  const data: MeasurementFile = { command: task, measurements };
  const markdown = measurements.map(markdownReport).join("\n");
  await writeResult({ name: "benchmark", data, markdown, chart: contestChart(measurements) }, flags);
}

/**
 * A file of weights as part of a case; the classes are the file's.
 * @throws RangeError for a file that is no safetensors, or has no linear head; CheckpointError for a broken one.
 */
async function trainedWeights(checkpoint: string): Promise<Pick<BenchmarkCase, "checkpoint" | "classes">> {
  const head = checkpoint.endsWith(".safetensors") ? await headIn(checkpoint) : undefined;
  if (head?.kind === "linear") return { checkpoint: path.resolve(checkpoint), classes: head.classes };
  throw new RangeError(`--checkpoint: expected safetensors of a model with a linear head, got ${checkpoint}.`);
}
