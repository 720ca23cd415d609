/** Options of the commands that measure several models on one side of ours. */
import { type Command, Option } from "commander";
import type { Conditions } from "../contest/conditions.ts";
import { type OwnSideName, type Precision, precisions } from "../terms/cases.ts";
import { type RunFlags, seedNumber, wholeNumber } from "./common-flags.ts";

/** The values of the options that `addConditionOptions` adds. */
export interface ConditionFlags {
  readonly imgSize: number;
  readonly batchSize: number;
  readonly numClasses: number;
  readonly precision: Precision;
  readonly seed: number;
  readonly rounds: number;
  readonly numWarmIter: number;
  readonly numBenchIter: number;
}

/** Adds the options of `ConditionFlags` to a command. */
export function addConditionOptions(
  command: Command,
  { batchSize, bench }: { readonly batchSize: number; readonly bench: number },
): Command {
  return command
    .option("--img-size <pixels>", "height and width of the images", wholeNumber, 224)
    .option("-b, --batch-size <images>", "images in a step", wholeNumber, batchSize)
    .option("--num-classes <classes>", "classes of the head", wholeNumber, 1000)
    .addOption(new Option("--precision <format>", "number format").choices(precisions).default("bfloat16"))
    .option("--seed <number>", "seed of weights and images", seedNumber, 0)
    .option("--rounds <count>", "turns of every model", wholeNumber, 7)
    .option("--num-warm-iter <count>", "steps of every model before the first turn", wholeNumber, 3)
    .option("--num-bench-iter <count>", "measured steps of every model, spread over the rounds", wholeNumber, bench);
}

/** What the flags ask for. */
export function conditionsOf(flags: ConditionFlags & RunFlags) {
  const side: OwnSideName = `traced-${flags.precision}`;
  const conditions: Conditions = {
    rounds: flags.rounds,
    stepsPerTurn: Math.ceil(flags.numBenchIter / flags.rounds),
    warmUpSteps: flags.numWarmIter,
    cores: flags.cores,
    onProgress: (line) => console.error(line),
  };
  const { imgSize: imageSize, batchSize, numClasses: classes, seed } = flags;
  return { ...conditions, side, imageSize, batchSize, classes, seed };
}
