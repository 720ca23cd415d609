/** `tresnet-bench train`: training steps of one model. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ModelName, modelNames } from "@tresnet/zoo";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type OwnSideName, ownSides, type SideName } from "./cases.ts";
import { countCores } from "./core-list.ts";
import { findPyTorch } from "./find-pytorch.ts";
import { measure } from "./measure.ts";
import { splitByPresence } from "./peers.ts";
import { markdownReport } from "./report.ts";
import { ownSideNames, parsePeers, parseSides, peerNames, sidesOfPeers } from "./side-list.ts";

interface TrainFlags {
  readonly model: ModelName;
  readonly imgSize: number;
  readonly batchSize: number;
  readonly numClasses: number;
  readonly seed: number;
  readonly sides?: OwnSideName[];
  readonly against: ReturnType<typeof parsePeers>;
  readonly rounds: number;
  readonly steps: number;
  readonly warmUp: number;
  readonly cores?: string;
  readonly output?: string;
  readonly json: boolean;
}

export function addTrainCommand(program: Command): void {
  program
    .command("train")
    .summary("training steps of one model")
    .description("Measures training steps of one model, every side and peer on the same weights and images.")
    .addOption(new Option("--model <name>", "model").choices(modelNames).default("tresnet_m"))
    .option("--img-size <pixels>", "height and width of the images", wholeNumber, 224)
    .option("--batch-size <images>", "images in a step", wholeNumber, 16)
    .option("--num-classes <classes>", "classes of the head", wholeNumber, 1000)
    .option("--seed <number>", "seed of weights and images", Number, 0)
    .option(
      "--sides <names>",
      `our sides, out of ${ownSideNames.join(", ")} (default: all; with --against the traced ones)`,
      checked(parseSides),
    )
    .option(
      "--against <peers>",
      `what ratios are against, out of ${peerNames.join(", ")}; without it the last side`,
      checked(parsePeers),
      [],
    )
    .option("--rounds <count>", "turns of every side", wholeNumber, 7)
    .option("--steps <count>", "steps in a turn", wholeNumber, 2)
    .option("--warm-up <count>", "steps before the first turn", wholeNumber, 3)
    .option("--cores <list>", "cores for every side, such as 0,1 (Linux; default: those of this process)", coreList)
    .option("--output <folder>", "write benchmark.json and benchmark.md there")
    .option("--json", "print one line of JSON in place of Markdown", false)
    .action(train);
}

async function train(flags: TrainFlags): Promise<void> {
  const traced = ownSideNames.filter((name) => ownSides[name].traced);
  const own = flags.sides ?? (flags.against.length === 0 ? ownSideNames : traced);
  const pytorch = await findPyTorch();
  const { present, absent } = splitByPresence(sidesOfPeers(flags.against, own), pytorch);
  const sides: readonly SideName[] = [...own, ...present];
  const measurement = await measure({
    case: {
      model: flags.model,
      imageSize: flags.imgSize,
      batchSize: flags.batchSize,
      classes: flags.numClasses,
      seed: flags.seed,
    },
    sides,
    baselines: present.length > 0 ? present : sides.slice(-1),
    absent,
    rounds: flags.rounds,
    stepsPerTurn: flags.steps,
    warmUpSteps: flags.warmUp,
    ...(flags.cores === undefined ? {} : { cores: flags.cores }),
    ...(pytorch.present ? { python: pytorch.python } : {}),
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

function coreList(text: string): string {
  checked(countCores)(text);
  return text;
}

/** A parser whose RangeError is the user's mistake. */
function checked<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof RangeError ? new InvalidArgumentError(error.message) : error;
    }
  };
}
