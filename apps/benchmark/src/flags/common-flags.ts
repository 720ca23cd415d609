/** Options that the commands share, named as timm's benchmark.py names them, where it has them. */
import { type ModelName, modelNames } from "@tresnet/zoo";
import { type Command, InvalidArgumentError, Option } from "commander";
import { parsePrecisions } from "../sides/side-list.ts";
import { type Precision, precisions } from "../terms/cases.ts";
import { requireCores } from "../text/core-list.ts";

/** What is measured. */
export interface CaseFlags {
  readonly model: ModelName;
  readonly imgSize: number;
  readonly batchSize: readonly number[];
  readonly numClasses: number;
  readonly precision: readonly Precision[];
  readonly seed: number;
}

/** Where it runs, and where the result goes. */
export interface RunFlags {
  readonly cores?: string;
  readonly output?: string;
  readonly json: boolean;
}

/** Adds --model, --img-size, --batch-size, --num-classes, --precision and --seed. */
export function addCaseOptions(command: Command, batchSizes: readonly number[]): Command {
  return command
    .addOption(new Option("--model <name>", "model").choices(modelNames).default("tresnet_m"))
    .option("--img-size <pixels>", "height and width of the images", wholeNumber, 224)
    .addOption(
      new Option("-b, --batch-size <images>", "images in a step; a list measures each")
        .argParser(wholeNumbers)
        .default(batchSizes, batchSizes.join(",")),
    )
    .option("--num-classes <classes>", "classes of the head", wholeNumber, 1000)
    .addOption(
      new Option("--precision <formats>", `number formats, out of ${precisions.join(", ")}`)
        .argParser(checked(parsePrecisions))
        .default(precisions, precisions.join(",")),
    )
    .option("--seed <number>", "seed of weights and images", seedNumber, 0);
}

/** Adds --cores, --output and --json. */
export function addRunOptions(
  command: Command,
  name: string,
  cores = "cores for every side, such as 0,1 (Linux; default: those of this process)",
): Command {
  return command
    .option("--cores <list>", cores, coreList)
    .option("--output <folder>", `write ${name}.json, ${name}.md and, where there is one, the chart ${name}.svg there`)
    .option("--json", "print one line of JSON in place of Markdown", false);
}

/** A whole number of at least 1. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("Expected a whole number of at least 1.");
  return value;
}

/** A list of them, such as 1,8,32. */
export function wholeNumbers(text: string): number[] {
  return text.split(",").map(wholeNumber);
}

/** A parser whose RangeError is the user's mistake. */
export function checked<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof RangeError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

/** A whole number of at least 0. */
export function seedNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError("Expected a whole number of at least 0.");
  }
  return value;
}

function coreList(text: string): string {
  checked(requireCores)(text);
  return text;
}
