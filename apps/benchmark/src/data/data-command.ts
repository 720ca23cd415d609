/** `tresnet-bench data`: images from files to batches, against torchvision in PyTorch's DataLoader. */
import type { Command } from "commander";
import { addRunOptions, type RunFlags, seedNumber, wholeNumber, wholeNumbers } from "../flags/common-flags.ts";
import { writeResult } from "../output/write-result.ts";
import { coresOf } from "../text/core-list.ts";
import { dataChart } from "./data-chart.ts";
import { dataSides } from "./data-messages.ts";
import { dataReport } from "./data-report.ts";
import { findTorchvision } from "./find-torchvision.ts";
import { type DataMeasurement, measureData } from "./measure-data.ts";

interface DataFlags extends RunFlags {
  readonly workers: number[];
  readonly imgSize: number;
  readonly batchSize: number;
  readonly photos: number;
  readonly images: number;
  readonly seed: number;
  readonly rounds: number;
  readonly warmUp: number;
}

/** What the command writes. */
export interface DataFile {
  readonly command: "data";
  readonly measurement: DataMeasurement;
}

export function addDataCommand(program: Command): void {
  const command = program
    .command("data")
    .summary("decoding and augmentation of images")
    .description(
      "Measures images from JPEG files to batches of training, against torchvision in PyTorch's DataLoader: decoded by Pillow, " +
        "and by torchvision itself. The files are made by the command.",
    )
    .option("--workers <counts>", "counts of workers, such as 1,2", wholeNumbers, [1, 2])
    .option("--img-size <pixels>", "height and width of the crops", wholeNumber, 224)
    .option("--batch-size <images>", "images in a batch", wholeNumber, 32)
    .option("--photos <count>", "different photos", wholeNumber, 128)
    .option("--images <count>", "images in a turn, at least a batch for every worker", wholeNumber, 512)
    .option("--seed <number>", "seed of the photos", seedNumber, 0)
    .option("--rounds <count>", "turns of every side", wholeNumber, 7)
    .option("--warm-up <count>", "turns before the first round", wholeNumber, 1);
  addRunOptions(command, "data", "cores such as 0,1: N workers are pinned to the first N (Linux)").action(data);
}

async function data(flags: DataFlags): Promise<void> {
  const { workers, batchSize, images, photos, imgSize, seed, rounds, warmUp } = flags;
  const cores = flags.cores === undefined ? undefined : coresOf(flags.cores);
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
  const file: DataFile = { command: "data", measurement };
  const markdown = dataReport(measurement);
  await writeResult({ name: "data", data: file, markdown, chart: dataChart(measurement) }, flags);
}
