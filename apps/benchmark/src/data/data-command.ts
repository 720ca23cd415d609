/** `tresnet-bench data`: images from files to batches, against torchvision in PyTorch's DataLoader. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { dataSides } from "./data-messages.ts";
import { dataReport } from "./data-report.ts";
import { findTorchvision } from "./find-torchvision.ts";
import { measureData } from "./measure-data.ts";

interface DataFlags {
  readonly workers: number[];
  readonly imgSize: number;
  readonly batchSize: number;
  readonly photos: number;
  readonly images: number;
  readonly seed: number;
  readonly rounds: number;
  readonly warmUp: number;
  readonly cores?: number[];
  readonly output?: string;
  readonly json: boolean;
}

export function addDataCommand(program: Command): void {
  program
    .command("data")
    .summary("decoding and augmentation of images")
    .description(
      "Measures images from JPEG files to batches of training, against torchvision in PyTorch's DataLoader: decoded by Pillow, " +
        "and by torchvision itself. The files are made by the command.",
    )
    .option("--workers <counts>", "counts of workers, such as 1,2", numbers(1), [1, 2])
    .option("--img-size <pixels>", "height and width of the crops", wholeNumber, 224)
    .option("--batch-size <images>", "images in a batch", wholeNumber, 32)
    .option("--photos <count>", "different photos", wholeNumber, 128)
    .option("--images <count>", "images in a turn, at least a batch for every worker", wholeNumber, 512)
    .option("--seed <number>", "seed of the photos", Number, 0)
    .option("--rounds <count>", "turns of every side", wholeNumber, 7)
    .option("--warm-up <count>", "turns before the first round", wholeNumber, 1)
    .option("--cores <list>", "cores such as 0,1: N workers are pinned to the first N (Linux)", numbers(0))
    .option("--output <folder>", "write data.json and data.md there")
    .option("--json", "print one line of JSON in place of Markdown", false)
    .action(data);
}

async function data(flags: DataFlags): Promise<void> {
  const { cores, workers, batchSize, images, photos, imgSize, seed, rounds, warmUp, output, json } = flags;
  if (cores && cores.length < Math.max(...workers)) {
    throw new Error(
      `data: --cores must name as many cores as there are workers, ${Math.max(...workers)}, got ${cores}.`,
    );
  }
  if (images < batchSize || photos < batchSize) {
    throw new Error(
      `data: --images and --photos must be at least --batch-size, ${batchSize}, got ${images} and ${photos}.`,
    );
  }
  const pytorch = await findTorchvision();
  const peers = dataSides.filter((side) => side !== "tresnet");
  const measurement = await measureData({
    case: { photos, imagesPerTurn: images, batchSize, imageSize: imgSize, seed },
    sides: pytorch.present ? dataSides : ["tresnet"],
    absent: pytorch.present ? [] : peers.map((peer) => ({ peer, reason: pytorch.reason })),
    workers,
    rounds,
    warmUpTurns: warmUp,
    ...(cores ? { cores } : {}),
    ...(pytorch.present ? { python: pytorch.python } : {}),
    onProgress: (line) => console.error(line),
  });
  if (output !== undefined) {
    await mkdir(output, { recursive: true });
    await writeFile(path.join(output, "data.json"), `${JSON.stringify(measurement, null, 2)}\n`);
    await writeFile(path.join(output, "data.md"), dataReport(measurement));
  }
  console.log(json ? JSON.stringify(measurement) : dataReport(measurement));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("Expected a whole number of at least 1.");
  return value;
}

/** A parser of lists such as 1,2. */
function numbers(least: number): (text: string) => number[] {
  return (text) =>
    text.split(",").map((part) => {
      const value = part.trim() === "" ? Number.NaN : Number(part);
      if (Number.isInteger(value) && value >= least) return value;
      throw new InvalidArgumentError(`Expected whole numbers of at least ${least}, such as 1,2.`);
    });
}
