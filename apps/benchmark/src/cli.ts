#!/usr/bin/env node
/** The command `tresnet-bench`: measures training steps against a named baseline. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ModelName, modelNames } from "@tresnet/zoo";
import { Command, InvalidArgumentError, Option } from "commander";
import { type SideName, sideNames } from "./cases.ts";
import { measure } from "./measure.ts";
import { markdownReport } from "./report.ts";

interface TrainFlags {
  readonly model: ModelName;
  readonly imgSize: number;
  readonly batchSize: number;
  readonly numClasses: number;
  readonly seed: number;
  readonly sides: readonly SideName[];
  readonly rounds: number;
  readonly steps: number;
  readonly warmUp: number;
  readonly output?: string;
  readonly json: boolean;
}

const program = new Command("tresnet-bench")
  .description("Measures training steps: each side in its own process, in turns, against the last side.")
  .configureHelp({ showGlobalOptions: true })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

program
  .command("train")
  .description("Training steps of one model.")
  .addOption(new Option("--model <name>", "model").choices(modelNames).default("tresnet_m"))
  .option("--img-size <pixels>", "height and width of the images", wholeNumber, 224)
  .option("--batch-size <images>", "images in a step", wholeNumber, 16)
  .option("--num-classes <classes>", "classes of the head", wholeNumber, 1000)
  .option("--seed <number>", "seed of weights and images", Number, 0)
  .option("--sides <names>", `sides, the baseline last, out of ${sideNames.join(", ")}`, sideList, sideNames)
  .option("--rounds <count>", "turns of every side", wholeNumber, 7)
  .option("--steps <count>", "steps in a turn", wholeNumber, 2)
  .option("--warm-up <count>", "steps before the first turn", wholeNumber, 3)
  .option("--output <folder>", "write benchmark.json and benchmark.md there")
  .option("--json", "print one line of JSON in place of Markdown", false)
  .action(train);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function train(flags: TrainFlags): Promise<void> {
  const measurement = await measure({
    case: {
      model: flags.model,
      imageSize: flags.imgSize,
      batchSize: flags.batchSize,
      classes: flags.numClasses,
      seed: flags.seed,
    },
    sides: flags.sides,
    rounds: flags.rounds,
    stepsPerTurn: flags.steps,
    warmUpSteps: flags.warmUp,
    onProgress: (line) => console.error(line),
  });
  if (flags.output !== undefined) {
    await mkdir(flags.output, { recursive: true });
    await writeFile(path.join(flags.output, "benchmark.json"), `${JSON.stringify(measurement, null, 2)}\n`);
    await writeFile(path.join(flags.output, "benchmark.md"), markdownReport(measurement));
  }
  console.log(flags.json ? JSON.stringify(measurement) : markdownReport(measurement));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("Expected a whole number of at least 1.");
  return value;
}

function sideList(text: string): SideName[] {
  return text.split(",").map((name) => {
    const side = sideNames.find((known) => known === name.trim());
    if (side === undefined) throw new InvalidArgumentError(`Expected names out of ${sideNames.join(", ")}.`);
    return side;
  });
}
